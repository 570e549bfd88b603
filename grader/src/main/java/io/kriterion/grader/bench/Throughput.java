package io.kriterion.grader.bench;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How often something can be done, several at a time. */
final class Throughput {

  private Throughput() {}

  /**
   * Does it so many times, and says how many that were per second. An interrupt ends those that
   * run, and none begins afterwards.
   *
   * @throws IllegalStateException if it failed at any time; all have ended then
   */
  static <T> double perSecond(int count, int atATime, Callable<T> one) throws InterruptedException {
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(atATime)) {
      List<Future<T>> all = Collections.nCopies(count, one).stream().map(threads::submit).toList();
      try {
        for (Future<T> each : all) {
          each.get();
        }
      } finally {
        threads.shutdownNow(); // nothing is left of them, unless one failed or this was interrupted
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("one of many at a time failed", e.getCause());
    }
    return count / ((System.nanoTime() - start) / 1e9);
  }
}
