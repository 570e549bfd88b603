package io.kriterion.grader.task;

/** How a program's stdout is compared with the expected one. */
public sealed interface Checker {
  /** Byte for byte. */
  record Exact() implements Checker {}

  /** Token by token; tokens are what ASCII white space separates, compared byte for byte. */
  record Tokens() implements Checker {}

  /**
   * Token by token, where two decimal numbers also match if their difference is at most {@code
   * absolute}, or at most {@code relative} times the expected number's size.
   *
   * @param absolute the greatest difference allowed, finite, 0 or more
   * @param relative the greatest difference allowed as a fraction of the expected number, 0 to 1
   */
  record FloatTolerance(double absolute, double relative) implements Checker {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public FloatTolerance {
      if (!(absolute >= 0 && absolute < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "absolute: " + absolute + " (expected: a finite number, 0 or more)");
      }
      if (!(relative >= 0 && relative <= 1)) {
        throw new IllegalArgumentException("relative: " + relative + " (expected: 0..1)");
      }
    }
  }
}
