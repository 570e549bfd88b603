package io.kriterion.grader.task;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes, such as a program's input or output; equal by content. Its text form
 * tells the length only, so that output never reaches a log by accident.
 */
public final class Bytes {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** A copy of all of {@code content}. */
  public static Bytes of(byte[] content) {
    return of(content, 0, content.length);
  }

  /**
   * A copy of {@code length} bytes of {@code content} from {@code offset} on.
   *
   * @throws IndexOutOfBoundsException if they do not lie within {@code content}
   */
  public static Bytes of(byte[] content, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, content.length);
    return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(content, offset, offset + length));
  }

  /** All of {@code content}, not copied: the caller must forget the array. */
  static Bytes ofOwned(byte[] content) {
    return new Bytes(content);
  }

  /** The UTF-8 form of {@code text}. */
  public static Bytes ofText(String text) {
    return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(UTF_8));
  }

  /** How many bytes there are. */
  public int length() {
    return content.length;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return content.length == 0;
  }

  /**
   * The byte at {@code index}.
   *
   * @throws IndexOutOfBoundsException if {@code index} is not in 0..length-1
   */
  public byte at(int index) {
    return content[index];
  }

  /**
   * The index of the first byte that differs from {@code other}'s, the shorter length where one
   * continues the other, -1 if equal.
   */
  public int mismatch(Bytes other) {
    return Arrays.mismatch(content, other.content);
  }

  /** A copy as an array. */
  public byte[] toArray() {
    return content.clone();
  }

  /**
   * The bytes from {@code from} (inclusive) to {@code to} (exclusive) read as ISO-8859-1, which has
   * a character for every byte.
   */
  public String latin1(int from, int to) {
    return new String(content, from, to - from, ISO_8859_1);
  }

  /** The bytes read as UTF-8, with U+FFFD for what is none. */
  public String utf8() {
    return new String(content, UTF_8);
  }

  /** The bytes in base64 (RFC 4648, with padding, without line breaks). */
  public String base64() {
    return Base64.getEncoder().encodeToString(content);
  }

  /**
   * Writes all bytes to {@code out}, which stays open; blocks as {@code out} does.
   *
   * @throws IOException if {@code out} fails
   */
  public void writeTo(OutputStream out) throws IOException {
    out.write(content);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return content.length + " bytes";
  }
}
