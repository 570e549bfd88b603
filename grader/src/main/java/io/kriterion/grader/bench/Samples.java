package io.kriterion.grader.bench;

import java.util.Arrays;
import java.util.Collection;

/**
 * Measurements of one thing, of which percentiles are wanted.
 *
 * @param sorted the values, smallest first
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Samples(double[] sorted) {

  /** The samples in any order; at least one. */
  public static Samples of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Samples(sorted);
  }

  /** Checks that there is one; sorts. */
  public Samples {
    sorted = sorted.clone();
    Arrays.sort(sorted);
    if (sorted.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
  }

  /** How many there are. */
  public int count() {
    return sorted.length;
  }

  /**
   * The nearest-rank percentile: the smallest value that has {@code percent} of all at or below it.
   *
   * @param percent 1 to 100
   */
  public double atMost(int percent) {
    return sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.length) - 1)];
  }

  /** The largest value that has {@code percent} of all at or above it: the percentile of a rate. */
  public double atLeast(int percent) {
    return sorted[sorted.length - Math.max(1, (int) Math.ceil(percent / 100.0 * sorted.length))];
  }
}
