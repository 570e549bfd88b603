package io.kriterion.grader.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The watchers that there are, each on a virtual thread, so that a server can end them. There are
 * only so many, and of one caller at most half of them.
 */
final class Watchers {

  private final Budget calls;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();

  @GuardedBy("lock")
  private final Set<Thread> threads = new HashSet<>();

  @GuardedBy("lock")
  private boolean stopped;

  /**
   * Nobody yet.
   *
   * @param most how many there may be at a time, at least 2
   */
  Watchers(int most) {
    this.calls = new Budget(most, 1);
  }

  /**
   * Starts one, which ends with its client.
   *
   * @param caller the name of whoever watches
   * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED: there are as many as may, of all or
   *     of this caller; UNAVAILABLE: {@link #stop} was called
   */
  void start(Watcher watcher, String caller) {
    Thread thread = Thread.ofVirtual().name("api-watcher").unstarted(() -> run(watcher, caller));
    watcher.whenLeft(thread::interrupt);
    lock.lock();
    try {
      if (stopped) {
        throw Refusals.status(Code.UNAVAILABLE, "the node ends; watch again later");
      }
      switch (calls.take(caller, 1)) {
        case TAKEN -> threads.add(thread);
        case TOO_MUCH_OF_ONE ->
            throw exhausted(
                caller
                    + " has "
                    + calls.mostOfOne()
                    + " calls of Watch open, as many as one caller may; close some");
        case TOO_MUCH_OF_ALL ->
            throw exhausted(calls.all() + " calls of Watch are open, as many as may; try later");
      }
    } finally {
      lock.unlock();
    }
    thread.start();
  }

  private static StatusRuntimeException exhausted(String text) {
    return Refusals.status(Code.RESOURCE_EXHAUSTED, text);
  }

  private void run(Watcher watcher, String caller) {
    try {
      watcher.run();
    } finally {
      lock.lock();
      try {
        threads.remove(Thread.currentThread());
        calls.giveBack(caller, 1);
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
