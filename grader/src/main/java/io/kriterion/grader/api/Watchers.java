package io.kriterion.grader.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The watchers that there are, each on a virtual thread, so that a server can end them. */
final class Watchers {

  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();

  @GuardedBy("lock")
  private final Set<Thread> threads = new HashSet<>();

  @GuardedBy("lock")
  private boolean stopped;

  /**
   * Nobody yet.
   *
   * @param most how many there may be at a time
   */
  Watchers(int most) {
    this.most = most;
  }

  /**
   * Starts one, which ends with its client.
   *
   * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED: there are as many as may;
   *     UNAVAILABLE: {@link #stop} was called
   */
  void start(Watcher watcher) {
    Thread thread = Thread.ofVirtual().name("api-watcher").unstarted(() -> run(watcher));
    watcher.whenLeft(thread::interrupt);
    lock.lock();
    try {
      if (stopped) {
        throw Refusals.status(Code.UNAVAILABLE, "the node ends; watch again later");
      }
      if (threads.size() >= most) {
        throw Refusals.status(
            Code.RESOURCE_EXHAUSTED, most + " calls of Watch are open, as many as may; try later");
      }
      threads.add(thread);
    } finally {
      lock.unlock();
    }
    thread.start();
  }

  private void run(Watcher watcher) {
    try {
      watcher.run();
    } finally {
      lock.lock();
      try {
        threads.remove(Thread.currentThread());
        ended.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** How many there are. */
  int count() {
    lock.lock();
    try {
      return threads.size();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all, and lets none begin. Does not wait for them. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      threads.forEach(Thread::interrupt);
    } finally {
      lock.unlock();
    }
  }

  /** Blocks until there is none; false if there still is one after that time. */
  boolean awaitNone(Duration wait) throws InterruptedException {
    long left = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (!threads.isEmpty() && left > 0) {
        left = ended.awaitNanos(left);
      }
      return threads.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
