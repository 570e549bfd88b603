package io.kriterion.grader.queue.embedded;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells those who wait that there is something new to look at. They note the count, look, and wait
 * for another count: nothing that is raised in between is missed. Raising never waits for them.
 */
final class Signal {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition raised = lock.newCondition();

  @GuardedBy("lock")
  private long count;

  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  void raise() {
    lock.lock();
    try {
      count++;
      raised.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Blocks until the count is another one or the moment (of System.nanoTime) has come. */
  void await(long seen, long deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = deadline - System.nanoTime();
      while (count == seen && left > 0) {
        left = raised.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The moment of System.nanoTime that is so far away; a long wait is one of 100 years. */
  static long deadline(java.time.Duration wait) {
    long most = TimeUnit.DAYS.toNanos(36_500);
    java.time.Duration bounded =
        wait.compareTo(java.time.Duration.ofNanos(most)) > 0
            ? java.time.Duration.ofNanos(most)
            : wait;
    return System.nanoTime() + Math.max(0, bounded.toNanos());
  }
}
