package io.kriterion.grader.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What callers may hold together, bytes or calls: no more than there is, and each of them at most
 * half of it, so that nobody keeps all others out. Thread-safe.
 */
final class Budget {

  /** What became of a wish for more. */
  enum Answer {
    /** It was taken. */
    TAKEN,
    /** Nothing was taken: the caller would have more than one may. */
    TOO_MUCH_OF_ONE,
    /** Nothing was taken: there is not so much left. */
    TOO_MUCH_OF_ALL
  }

  private final long all;
  private final long mostOfOne;
  private final ReentrantLock lock = new ReentrantLock();

  /* Of those who hold something. */
  @GuardedBy("lock")
  private final Map<String, Long> held = new HashMap<>();

  @GuardedBy("lock")
  private long used;

  /**
   * Nothing is taken yet.
   *
   * @param all how much there is
   * @param least what a caller may hold in any case, even if it is more than half
   */
  Budget(long all, long least) {
    this.all = all;
    this.mostOfOne = Math.max(all / 2, least);
  }

  /** Takes so much for a caller of this name, or nothing. */
  Answer take(String caller, long amount) {
    lock.lock();
    try {
      long own = held.getOrDefault(caller, 0L) + amount;
      if (own > mostOfOne) {
        return Answer.TOO_MUCH_OF_ONE;
      }
      if (used + amount > all) {
        return Answer.TOO_MUCH_OF_ALL;
      }
      held.put(caller, own);
      used += amount;
      return Answer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what that caller has taken, or a part of it. */
  void giveBack(String caller, long amount) {
    lock.lock();
    try {
      long own = held.getOrDefault(caller, 0L) - amount;
      if (own == 0) {
        held.remove(caller);
      } else {
        held.put(caller, own);
      }
      used -= amount;
    } finally {
      lock.unlock();
    }
  }

  /** How much there is for all. */
  long all() {
    return all;
  }

  /** How much a caller may hold. */
  long mostOfOne() {
    return mostOfOne;
  }

  /** How much is taken. */
  long used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }
}
