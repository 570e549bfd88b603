package io.kriterion.cri.stream;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A command to be run in a running container.
 *
 * @param command the program and its arguments; the program is looked up in the container's PATH
 * @param stdin whether the session has a standard input; without, the process reads end of file
 *     over SPDY, and waits over WebSocket, where a missing input costs output
 * @param tty whether the process gets a terminal; its error output is then part of its output
 * @param transport the protocol below
 */
public record ExecSpec(List<String> command, boolean stdin, boolean tty, Transport transport) {

  /** Copies the command and checks that there is one. */
  public ExecSpec {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("command: [] (expected: a program)");
    }
    requireNonNull(transport, "transport");
  }

  /** A command without standard input and terminal, over SPDY. */
  public static ExecSpec of(List<String> command) {
    return new ExecSpec(command, false, false, Transport.SPDY);
  }

  /** A copy with or without a standard input. */
  public ExecSpec withStdin(boolean stdin) {
    return new ExecSpec(command, stdin, tty, transport);
  }

  /** A copy with or without a terminal. */
  public ExecSpec withTty(boolean tty) {
    return new ExecSpec(command, stdin, tty, transport);
  }

  /** A copy over another transport. */
  public ExecSpec withTransport(Transport transport) {
    return new ExecSpec(command, stdin, tty, transport);
  }
}
