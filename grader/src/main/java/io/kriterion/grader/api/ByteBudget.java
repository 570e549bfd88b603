package io.kriterion.grader.api;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes requests may have in memory together. Thread-safe. */
final class ByteBudget {

  private final long all;
  private final AtomicLong used = new AtomicLong();

  ByteBudget(long all) {
    this.all = all;
  }

  /** Takes so many; false, and none are taken, if there are not so many left. */
  boolean take(long bytes) {
    if (used.addAndGet(bytes) <= all) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  /** How many are taken. */
  long used() {
    return used.get();
  }
}
