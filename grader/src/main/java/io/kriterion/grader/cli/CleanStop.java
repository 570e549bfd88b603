package io.kriterion.grader.cli;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

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
    return run(work, PATIENCE, OptionalInt.empty());
  }

  /**
   * As {@link #run(Callable)}, for work whose end by signal is its usual one.
   *
   * @param patience how long the work may take to put everything away
   * @param code how the process ends after a signal, if the work has
   */
  static <T> T run(Callable<T> work, Duration patience, int code) throws Exception {
    return run(work, patience, OptionalInt.of(code));
  }

  private static <T> T run(Callable<T> work, Duration patience, OptionalInt code) throws Exception {
    AtomicBoolean well = new AtomicBoolean();
    Thread worker = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              worker.interrupt();
              try {
                if (!done.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                  System.err.println("kriterion: cleaning up takes too long; giving up");
                } else if (well.get() && code.isPresent()) {
                  // a Java process that a signal ends has that signal's code otherwise
                  Runtime.getRuntime().halt(code.getAsInt());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "clean-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      T result = work.call();
      well.set(true);
      return result;
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
