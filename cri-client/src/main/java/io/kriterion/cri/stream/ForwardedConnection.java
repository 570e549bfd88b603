package io.kriterion.cri.stream;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * One connection to a port inside a pod. Its streams may be used by a thread each; one stream is
 * for one thread at a time. What nobody reads is kept up to 1 MiB; then the program in the pod
 * waits. Who opens a connection closes it.
 */
public interface ForwardedConnection extends AutoCloseable {

  /**
   * What the program in the pod sends. Reading blocks until there is some, ends when the program
   * has closed the connection, and throws an {@link java.io.IOException} if the connection broke,
   * or with the runtime's words if there was none: nobody listens on the port. An interrupt ends a
   * wait with an {@link java.io.InterruptedIOException} and stays set.
   */
  InputStream input();

  /**
   * What is sent to the program. Writing blocks while the connection cannot take more; {@link
   * #close} and an interrupt end that. {@code close()} ends this direction over SPDY. containerd
   * does not hand that end on to the program, and ends the other direction within a second: close
   * only when the answer is complete. Over WebSocket {@code close()} throws an {@link
   * UnsupportedOperationException} while the connection is open.
   */
  OutputStream output();

  /** The runtime's words on why the connection failed; empty if it did not, or has not yet. */
  Optional<String> failure();

  /**
   * Ends the connection and drops what was not read; what was written still arrives, if the program
   * takes it within 5 s and the client is not closed meanwhile. Idempotent; does not block; never
   * throws.
   */
  @Override
  void close();
}
