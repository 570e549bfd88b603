package io.kriterion.cri.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * A sequence of keys that leaves a terminal without ending what runs in it.
 *
 * @param bytes what the keys send, 0..255 each, at most 16; empty for no such sequence
 */
public record DetachKeys(List<Integer> bytes) {

  /** {@code ctrl-p,ctrl-q}, as in other container tools. */
  public static final DetachKeys DEFAULT = new DetachKeys(List.of(0x10, 0x11));

  /** No keys: everything reaches the process. */
  public static final DetachKeys NONE = new DetachKeys(List.of());

  private static final int MAX_KEYS = 16;
  private static final String CONTROL = "ctrl-";
  private static final String CONTROL_KEYS = "@abcdefghijklmnopqrstuvwxyz[\\]^_";

  /** Copies and checks the sequence. */
  public DetachKeys {
    bytes = List.copyOf(bytes);
    if (bytes.size() > MAX_KEYS) {
      throw new IllegalArgumentException(
          "detach keys: " + bytes.size() + " (expected: at most " + MAX_KEYS + ")");
    }
    for (int value : bytes) {
      if (value < 0 || value > 255) {
        throw new IllegalArgumentException("detach key: " + value + " (expected: 0..255)");
      }
    }
  }

  /**
   * Reads a sequence as users write it.
   *
   * @param text keys with commas between them: a single character, or {@code ctrl-} and one of
   *     {@code a}-{@code z}, {@code @}, {@code [}, {@code \}, {@code ]}, {@code ^}, {@code _};
   *     empty for none
   * @throws IllegalArgumentException if a key is none of these
   */
  public static DetachKeys parse(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    List<Integer> bytes = new ArrayList<>();
    for (String key : text.split(",", -1)) {
      bytes.add(key(key));
    }
    return new DetachKeys(bytes);
  }

  private static int key(String key) {
    if (key.length() == 1 && key.charAt(0) < 128) {
      return key.charAt(0);
    }
    if (key.startsWith(CONTROL) && key.length() == CONTROL.length() + 1) {
      int control = CONTROL_KEYS.indexOf(key.charAt(CONTROL.length()));
      if (control >= 0) {
        return control;
      }
    }
    throw new IllegalArgumentException(
        "detach key: \"" + key + "\" (expected: one character, or ctrl- and a letter)");
  }
}
