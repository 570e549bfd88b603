package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriStreamException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A command that runs in a container. Each stream may be used by its own thread; one stream is for
 * one thread at a time.
 *
 * <p>Output that nobody reads is kept up to 1 MiB per stream; then the connection, and in the end
 * the process, waits. Both outputs share the connection: read both, or close the one that is not
 * wanted, which discards it.
 *
 * <p>Who opens a session closes it, also after its end. Closing does not end the process: that
 * needs its container to be stopped.
 */
public interface ExecSession extends AutoCloseable {

  /**
   * The process's standard input. Writing blocks while the connection cannot take more; it throws
   * an {@link java.io.IOException} once the session has ended. {@code close()} is the end of input
   * over SPDY; over WebSocket there is no such thing, and {@code close()} throws an {@link
   * UnsupportedOperationException} while the process runs.
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
   * Waits for the end of the process. It comes after all its output: where that is more than the
   * buffers hold, somebody must read it. May be called again, from any thread.
   *
   * @param timeout how long to wait, more than 0
   * @throws InterruptedException if the thread is interrupted
   * @throws TimeoutException if the end did not come in time; the session goes on
   * @throws CriStreamException if the connection broke, was closed, or said no valid status: how
   *     the process ended is then unknown
   */
  ExecStatus await(Duration timeout) throws InterruptedException, TimeoutException;

  /** Ends the connection and drops unread output. Idempotent; does not block; never throws. */
  @Override
  void close();
}
