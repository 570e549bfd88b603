package io.kriterion.grader.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waiting for what the kernel does not announce, such as the end of a process that is not our
 * child: asked again every few milliseconds, and less often the longer it takes, until a deadline.
 */
public final class Poll {

  private static final long SHORTEST_NANOS = 4_000_000;
  private static final long LONGEST_NANOS = 50_000_000;
  private static final int PART_OF_WAIT = 4;

  private Poll() {}

  /**
   * Blocks until the condition holds or the time is over; true when it held. The condition is asked
   * at least once.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public static boolean until(BooleanSupplier condition, Duration timeout)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long waited = System.nanoTime() - start;
      long left = timeout.toNanos() - waited;
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(
          Math.min(left, Math.clamp(waited / PART_OF_WAIT, SHORTEST_NANOS, LONGEST_NANOS)));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }

  /**
   * As {@link #until}, for cleaning up: an interrupt does not end the wait, and is still set when
   * this returns.
   */
  public static boolean untilUninterruptibly(BooleanSupplier condition, Duration timeout) {
    boolean interrupted = false;
    long start = System.nanoTime();
    try {
      while (true) {
        Duration left = timeout.minusNanos(System.nanoTime() - start);
        try {
          return until(condition, left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
