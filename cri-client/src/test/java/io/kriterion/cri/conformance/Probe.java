package io.kriterion.cri.conformance;

import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.Transport;
import java.util.ArrayList;
import java.util.List;

/**
 * The program that runs in the containers of the kit: one static binary with a command for each
 * behaviour. Its source, {@code probe.c}, is beside this class in the archive.
 */
public final class Probe {

  /** Where it is in the image. */
  public static final String PATH = "/probe";

  /** A user of the image, with {@link #USER_ID}. */
  public static final String USER = "kit";

  /** The id of {@link #USER}. */
  public static final long USER_ID = 4321;

  /** A group that {@link #USER} is a member of. */
  public static final long GROUP_ID = 8765;

  private Probe() {}

  /** Its command line with these arguments. */
  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(PATH));
    command.addAll(List.of(arguments));
    return command;
  }

  /** An exec of it, without input and terminal. */
  static ExecSpec exec(Transport transport, String... arguments) {
    return ExecSpec.of(command(arguments)).withTransport(transport);
  }

  /** What its command {@code pattern} writes: bytes that count up, so that a lost piece shows. */
  static byte[] pattern(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      int at = i % 65_536;
      bytes[i] = (byte) (at * 7 + at / 256);
    }
    return bytes;
  }
}
