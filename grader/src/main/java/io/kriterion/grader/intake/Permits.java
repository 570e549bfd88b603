package io.kriterion.grader.intake;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.ByteSize;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What limits how much a node grades at a time: slots, and memory. A permit is taken before a task
 * is, for as much memory as an ordinary task needs, and fitted when the task is known. Safe for
 * many threads.
 */
final class Permits {

  /* Invariants: a permit that waits to be fitted holds a slot and no memory, so that those that
  wait cannot wait for each other. Who came first is fitted first, and before new ones are given. */
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final int slots;
  private final long memory;

  @GuardedBy("lock")
  private int slotsUsed;

  @GuardedBy("lock")
  private long memoryUsed;

  /* Of permits for which there is no task yet. */
  @GuardedBy("lock")
  private long reserved;

  @GuardedBy("lock")
  private final Deque<Permit> waiting = new ArrayDeque<>();

  /**
   * All free.
   *
   * @param slots how many permits there are at a time
   * @param memory what they may have together
   */
  Permits(int slots, ByteSize memory) {
    this.slots = slots;
    this.memory = memory.bytes();
  }

  int slots() {
    return slots;
  }

  ByteSize memory() {
    return new ByteSize(memory);
  }

  int slotsUsed() {
    lock.lock();
    try {
      return slotsUsed;
    } finally {
      lock.unlock();
    }
  }

  /** What tasks have, without what is kept for the next one. */
  ByteSize memoryUsed() {
    lock.lock();
    try {
      return new ByteSize(memoryUsed - reserved);
    } finally {
      lock.unlock();
    }
  }

  /**
   * A permit; blocks until there is one, at most {@code wait}.
   *
   * @param usual the memory that it has for now; where the node has less, all of it
   */
  Optional<Permit> take(ByteSize usual, Duration wait) throws InterruptedException {
    long bytes = Math.min(usual.bytes(), memory);
    long left = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (slotsUsed >= slots || !waiting.isEmpty() || memoryUsed + bytes > memory) {
        if (left <= 0) {
          return Optional.empty();
        }
        left = changed.awaitNanos(left);
      }
      slotsUsed++;
      memoryUsed += bytes;
      reserved += bytes;
      return Optional.of(new Permit(bytes));
    } finally {
      lock.unlock();
    }
  }

  /** The right to grade one task. For one thread at a time. */
  final class Permit implements AutoCloseable {

    private long held;
    private boolean begun;
    private boolean closed;

    private Permit(long held) {
      this.held = held;
    }

    /** There is a task for it now. */
    void begin() {
      lock.lock();
      try {
        leaveReserve();
      } finally {
        lock.unlock();
      }
    }

    @GuardedBy("lock")
    private void leaveReserve() {
      if (!begun) {
        begun = true;
        reserved -= held;
      }
    }

    /**
     * Has as much memory from now on; blocks until there is so much.
     *
     * @throws GraderException of class TASK when the node never has so much
     */
    void fit(ByteSize needed) throws InterruptedException {
      if (needed.bytes() > memory) {
        throw new GraderException(
            FailureClass.TASK,
            "the task needs %s of memory, this node has %s for all tasks"
                .formatted(needed, new ByteSize(memory)));
      }
      lock.lockInterruptibly();
      try {
        if (needed.bytes() == held) {
          return;
        }
        give();
        waiting.addLast(this);
        try {
          while (waiting.peekFirst() != this || memoryUsed + needed.bytes() > memory) {
            changed.await();
          }
          memoryUsed += needed.bytes();
          held = needed.bytes();
        } finally {
          waiting.remove(this);
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }

    /** Keeps the slot only. */
    void giveMemory() {
      lock.lock();
      try {
        give();
      } finally {
        lock.unlock();
      }
    }

    @GuardedBy("lock")
    private void give() {
      leaveReserve();
      memoryUsed -= held;
      held = 0;
      changed.signalAll();
    }

    /** Gives it back. It may be called again. */
    @Override
    public void close() {
      lock.lock();
      try {
        if (!closed) {
          closed = true;
          give();
          slotsUsed--;
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
