package io.kriterion.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before trying again: longer each time, and for each client differently. */
final class BackOff {

  private static final long SHORTEST = Duration.ofMillis(100).toNanos();
  private static final long LONGEST = Duration.ofSeconds(5).toNanos();

  private long next = SHORTEST;

  /** The next wait, in nanoseconds: from a half of what is due to all of it. */
  long next() {
    long due = next;
    next = Math.min(LONGEST, due * 2);
    return ThreadLocalRandom.current().nextLong(due / 2, due + 1);
  }

  /** Begins with the shortest wait again. */
  void reset() {
    next = SHORTEST;
  }
}
