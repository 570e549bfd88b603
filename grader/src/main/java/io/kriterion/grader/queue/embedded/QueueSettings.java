package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.task.ByteSize;
import java.time.Duration;

/**
 * How an embedded queue behaves.
 *
 * @param lease how long a lease lasts without being renewed, 1 s to 1 h
 * @param attempts how many attempts may fail before a task is dead, 1 to 100
 * @param mostQueued how many tasks may wait, at least 1; half of them of one owner, whose name is
 *     the keys' first part, up to a slash
 * @param largestPayload how large a task's payload, or a result, may be, at most 512 MiB
 * @param eventBytes how much is kept of what workers publish of a task, 64 bytes counted for each
 *     event besides its data, at most 512 MiB
 * @param retention how long a finished task is kept, counted while the queue is open
 * @param patience how long a call waits while another program holds the file
 */
public record QueueSettings(
    Duration lease,
    int attempts,
    int mostQueued,
    ByteSize largestPayload,
    ByteSize eventBytes,
    Duration retention,
    Duration patience) {

  /** What is built in. */
  public static final QueueSettings DEFAULT =
      new QueueSettings(
          Duration.ofSeconds(30),
          3,
          200_000,
          ByteSize.ofMebibytes(64),
          ByteSize.ofMebibytes(16),
          Duration.ofDays(1),
          Duration.ofSeconds(5));

  private static final long MOST_BYTES = 512L << 20;
  private static final int MOST_ATTEMPTS = 100;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is not kept
   */
  public QueueSettings {
    check(
        lease.compareTo(Duration.ofSeconds(1)) >= 0 && lease.compareTo(Duration.ofHours(1)) <= 0,
        "lease: " + lease + " (expected: 1 s to 1 h)");
    check(
        attempts >= 1 && attempts <= MOST_ATTEMPTS,
        "attempts: " + attempts + " (expected: 1 to " + MOST_ATTEMPTS + ")");
    check(mostQueued >= 1, "mostQueued: " + mostQueued + " (expected: at least 1)");
    check(
        largestPayload.bytes() <= MOST_BYTES && eventBytes.bytes() <= MOST_BYTES,
        "largestPayload, eventBytes: at most 512 MiB expected");
    check(
        !retention.isNegative() && !patience.isNegative() && patience.toMinutes() < 1,
        "retention: not negative expected; patience: less than 1 min expected");
  }

  private static void check(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
