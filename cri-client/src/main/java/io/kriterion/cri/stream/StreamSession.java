package io.kriterion.cri.stream;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * The streams of a process in a container. Each stream may be used by its own thread; one stream is
 * for one thread at a time.
 *
 * <p>Output that nobody reads is kept up to 1 MiB per stream; then the connection, and in the end
 * the process, waits. Both outputs share the connection: read both, or close the one that is not
 * wanted, which discards it.
 *
 * <p>Who opens a session closes it, also after its end. Losing the connection, by {@link #close} or
 * otherwise, does not end the process: that needs its container to be stopped.
 */
public sealed interface StreamSession extends AutoCloseable permits ExecSession, AttachSession {

  /**
   * The process's standard input. Writing blocks while the connection cannot take more, for ever if
   * the process never reads; {@link #close} and an interrupt end that. It throws an {@link
   * java.io.IOException} once the session has ended or the process has closed its input. {@code
   * close()} is the end of input over SPDY; over WebSocket there is no such thing, and {@code
   * close()} throws an {@link UnsupportedOperationException} while the process runs.
   *
   * <p>containerd does not end the streams of a process that leaves 192 KiB or more of its input
   * unread: it waits for a reader that is gone. Write no more than the process reads, or give the
   * input as a file in a mount; a bounded wait for the end, and {@link #close}, are the way out.
   *
   * @throws IllegalStateException if the session was opened without a standard input
   */
  OutputStream stdin();

  /**
   * The process's output. Reading blocks until there is some, ends with the output, and throws an
   * {@link java.io.IOException} after the last byte received if the connection broke. An interrupt
   * ends a wait with an {@link java.io.InterruptedIOException} and stays set.
   */
  InputStream stdout();

  /** The process's error output, as {@link #stdout}; empty with a terminal. */
  InputStream stderr();

  /**
   * Tells the size of the caller's terminal. Does not block: where sizes come faster than the
   * connection takes them, the last one counts. Without effect once the session has ended.
   *
   * @param columns 1..65535
   * @param rows 1..65535
   * @throws IllegalStateException if the session has no terminal
   */
  void resize(int columns, int rows);

  /** Ends the connection and drops unread output. Idempotent; does not block; never throws. */
  @Override
  void close();
}
