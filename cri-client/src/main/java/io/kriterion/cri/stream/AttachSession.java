package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriStreamException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * The streams of a container's main process, from now on: what it has written before is not
 * repeated.
 *
 * <p>The end of the input is the end of the session where the container was made without CRI's
 * {@code stdin_once}: the process then keeps its input for the next session, and the outputs end
 * here. With {@code stdin_once} the process reads end of file and the outputs go on.
 */
public non-sealed interface AttachSession extends StreamSession {

  /**
   * Leaves: ends the connection, keeps the output received for reading, and lets the process run.
   * What was written still arrives, if the process takes it within 5 s and the client is not closed
   * meanwhile. {@link #await} tells {@link AttachStatus.Detached}. Idempotent; does not block;
   * without effect once the session has ended.
   */
  void detach();

  /**
   * Waits for the end of the session. May be called again, from any thread.
   *
   * @param timeout how long to wait, more than 0
   * @throws InterruptedException if the thread is interrupted
   * @throws TimeoutException if the end did not come in time; the session goes on
   * @throws CriStreamException if the connection broke, was closed, or said no valid status
   */
  AttachStatus await(Duration timeout) throws InterruptedException, TimeoutException;
}
