package io.kriterion.cri.stream;

import static java.util.Objects.requireNonNull;

/**
 * Which streams of a container's main process are wanted.
 *
 * <p>containerd before 1.6.22, and 1.7.0 to 1.7.2, closes the pipes of a main process when it ends,
 * and with them what nobody has read yet (containerd issue 7289): the end of the output can be
 * missing there, in an attach as in the log file. Where every byte counts, run the work with Exec,
 * or let the process stay until it has been told that its last byte arrived.
 *
 * <p>containerd passes a session's input on before it connects the session to the outputs, and
 * tells nobody when it has: an answer to what is typed at once can be missing. Type when the first
 * output has come.
 *
 * @param stdin whether the session has an input; the container must have been made with one.
 *     Without, the process's input is left alone over SPDY. Over WebSocket the runtime cannot tell
 *     a missing input from one that has ended, so one is asked for and never written to; a
 *     container whose input serves one session only (CRI's {@code stdin_once}) reads end of file
 *     when that session ends: watch such a container over SPDY
 * @param stdout whether the session has the process's output
 * @param stderr whether it has the error output; no effect with a terminal
 * @param tty whether the container was made with a terminal; the two must agree
 * @param transport the protocol below
 * @param detachKeys what, written to the input, ends the session instead of reaching the process;
 *     only with a terminal
 */
public record AttachSpec(
    boolean stdin,
    boolean stdout,
    boolean stderr,
    boolean tty,
    Transport transport,
    DetachKeys detachKeys) {

  /** Checks that there is something to attach to. */
  public AttachSpec {
    requireNonNull(transport, "transport");
    requireNonNull(detachKeys, "detachKeys");
    if (!stdin && !stdout && (!stderr || tty)) {
      throw new IllegalArgumentException("streams: none (expected: stdin, stdout or stderr)");
    }
  }

  /** Both outputs, no input, no terminal, over SPDY, with the usual detach keys. */
  public static AttachSpec outputs() {
    return new AttachSpec(false, true, true, false, Transport.SPDY, DetachKeys.DEFAULT);
  }

  /** A copy with or without an input. */
  public AttachSpec withStdin(boolean stdin) {
    return new AttachSpec(stdin, stdout, stderr, tty, transport, detachKeys);
  }

  /** A copy with or without the output. */
  public AttachSpec withStdout(boolean stdout) {
    return new AttachSpec(stdin, stdout, stderr, tty, transport, detachKeys);
  }

  /** A copy with or without the error output. */
  public AttachSpec withStderr(boolean stderr) {
    return new AttachSpec(stdin, stdout, stderr, tty, transport, detachKeys);
  }

  /** A copy for a container with or without a terminal. */
  public AttachSpec withTty(boolean tty) {
    return new AttachSpec(stdin, stdout, stderr, tty, transport, detachKeys);
  }

  /** A copy over another transport. */
  public AttachSpec withTransport(Transport transport) {
    return new AttachSpec(stdin, stdout, stderr, tty, transport, detachKeys);
  }

  /** A copy with other detach keys. */
  public AttachSpec withDetachKeys(DetachKeys detachKeys) {
    return new AttachSpec(stdin, stdout, stderr, tty, transport, detachKeys);
  }
}
