package io.kriterion.grader.pool;

import io.kriterion.grader.task.ByteSize;
import java.time.Duration;

/**
 * How a pool behaves.
 *
 * @param memory what all prepared sandboxes together may cost the host
 * @param least how many sandboxes of one shape are kept ready however seldom it is claimed, while
 *     the other bounds allow it; 1 or more
 * @param most how many sandboxes of one shape are prepared at the most; 0 for no pool
 * @param refills how many are prepared at the same time
 * @param idle after how long without a claim a shape is given up
 * @param age after how long a sandbox that nobody claimed is replaced
 * @param firstBackOff how long a handler is left alone after its first failure; each further one
 *     doubles it
 * @param mostBackOff the longest such time
 */
public record PoolSettings(
    ByteSize memory,
    int least,
    int most,
    int refills,
    Duration idle,
    Duration age,
    Duration firstBackOff,
    Duration mostBackOff) {

  /** For a node of a few cores: half a gibibyte, at most 16 of a shape, two refills at a time. */
  public static final PoolSettings DEFAULT =
      new PoolSettings(
          ByteSize.ofMebibytes(512),
          1,
          16,
          2,
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is not kept
   */
  public PoolSettings {
    if (least < 1 || most < 0 || refills < 1) {
      throw new IllegalArgumentException(
          "least %d, most %d, refills %d (expected: at least 1, 0 and 1)"
              .formatted(least, most, refills));
    }
    if (!idle.isPositive() || !age.isPositive() || !firstBackOff.isPositive()) {
      throw new IllegalArgumentException("idle, age and back-off must be more than 0");
    }
  }
}
