package io.kriterion.cri.stream;

import io.kriterion.cri.error.CriStreamException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A command that runs in a container.
 *
 * <p>Its end comes when the process has ended <em>and</em> nobody holds its outputs: children that
 * it left in the background keep the session open, and a wait for it must be bounded.
 *
 * <p>Closing disconnects. What becomes of a process that still runs is the runtime's: containerd
 * 1.6 and 1.7 let it run, 2.1 kills it. To be sure that it has ended, stop the container.
 */
public non-sealed interface ExecSession extends StreamSession {

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
}
