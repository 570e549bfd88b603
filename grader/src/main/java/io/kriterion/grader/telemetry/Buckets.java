package io.kriterion.grader.telemetry;

import java.time.Duration;
import java.util.stream.Stream;

/** The bounds between the counts of a histogram of times: a millisecond to half an hour. */
final class Buckets {

  private static final Duration[] TIMES =
      Stream.of(
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000,
              120_000, 300_000, 600_000, 1_800_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private Buckets() {}

  /** The upper bounds, ascending; what is longer than the last is counted beside them. */
  static Duration[] times() {
    return TIMES.clone();
  }
}
