package io.kriterion.grader.queue.embedded;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time that leases and retention are counted in: milliseconds that the store has been open and
 * looking, through all its restarts. It follows a monotonic clock, so nobody can set it; it stands
 * while the store is closed; and a pause of the whole process counts for no more than one step, so
 * that leases whose renewals had no chance to be heard do not all end at once. For the same reason
 * the time since the store was last written does not count if it cannot be written now. For one
 * thread.
 */
final class StoreClock {

  private final LongSupplier nanoTime;
  private final long mostNanos;
  private long seen;
  private long nanos;
  private long written;

  /**
   * A clock that goes on.
   *
   * @param from what it had come to, in milliseconds
   * @param nanoTime a monotonic clock, such as System::nanoTime
   * @param mostStep how much time between two looks counts
   */
  StoreClock(long from, LongSupplier nanoTime, Duration mostStep) {
    this.nanoTime = nanoTime;
    this.mostNanos = mostStep.toNanos();
    this.seen = nanoTime.getAsLong();
    this.nanos = Duration.ofMillis(from).toNanos();
    this.written = nanos;
  }

  /** Looks at the clock: milliseconds. */
  long look() {
    long now = nanoTime.getAsLong();
    nanos += Math.clamp(now - seen, 0, mostNanos);
    seen = now;
    return Duration.ofNanos(nanos).toMillis();
  }

  /** The store has been written. */
  void keep() {
    written = nanos;
  }

  /** The store could not be written. */
  void takeBack() {
    nanos = written;
  }
}
