package io.kriterion.grader.pipeline;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Looks after a running step at intervals, on a thread of its own. Most steps of a batch end before
 * the first interval has passed, and then there is no thread: starting and joining one costs as
 * much as everything else that the node does for such a step.
 */
final class StepWatch implements AutoCloseable {

  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final long intervalMillis;
  private final BooleanSupplier look;
  private final AtomicBoolean decided = new AtomicBoolean();
  private final ScheduledFuture<?> start;

  /**
   * Begins to watch.
   *
   * @param interval from one look to the next, and from now to the first
   * @param look called until it answers false; may block
   */
  StepWatch(Duration interval, BooleanSupplier look) {
    this.intervalMillis = interval.toMillis();
    this.look = look;
    this.start =
        ForkJoinPool.commonPool().schedule(this::begin, intervalMillis, TimeUnit.MILLISECONDS);
  }

  /* Whether there is a watch at all is decided once: a cancelled timer may still be running. */
  private void begin() {
    if (decided.compareAndSet(false, true)) {
      Thread.ofVirtual().name("step-watch").start(this::watch);
    }
  }

  private void watch() {
    try {
      boolean more = look.getAsBoolean();
      while (more && !ended.await(intervalMillis, TimeUnit.MILLISECONDS)) {
        more = look.getAsBoolean();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      done.countDown();
    }
  }

  /** Ends the watch; when this returns, nobody looks any more. */
  @Override
  public void close() {
    ended.countDown();
    if (decided.compareAndSet(false, true)) {
      start.cancel(false);
    } else {
      Uninterruptibles.awaitUninterruptibly(done);
    }
  }
}
