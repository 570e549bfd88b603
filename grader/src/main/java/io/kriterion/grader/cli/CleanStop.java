package io.kriterion.grader.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes an end by signal (Ctrl-C, SIGTERM) clean: the work is interrupted and the process lives on
 * until the work has put everything away.
 */
final class CleanStop {

  /* Longer than any cleanup's own deadlines. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private CleanStop() {}

  /**
   * Does the work on the calling thread.
   *
   * @param work closes what it opens, also when interrupted
   */
  static <T> T run(Callable<T> work) throws Exception {
    return run(work, PATIENCE);
  }

  /**
   * As {@link #run(Callable)}.
   *
   * @param patience how long the work may take to put everything away
   */
  static <T> T run(Callable<T> work, Duration patience) throws Exception {
    Thread worker = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              worker.interrupt();
              try {
                if (!done.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                  System.err.println("kriterion: cleaning up takes too long; giving up");
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "clean-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.call();
    } finally {
      done.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException stopping) {
        // the process is ending by a signal: the hook runs and has just been told that we are done
      }
    }
  }
}
