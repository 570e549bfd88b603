package io.kriterion.grader.runtime;

import java.util.List;

/**
 * What is done about failures that are the node's own, and about crashes that may be.
 *
 * @param attempts how often a submission is graded at most until the node does not fail, 1 to
 *     {@link #MOST_ATTEMPTS}
 * @param secondRunOn the handlers, in the order of preference, on which a submission is graded
 *     again whose step was ended by a signal, to tell its crash from a fault of the sandbox; empty
 *     for no second run
 */
public record RetryPolicy(int attempts, List<String> secondRunOn) {

  /** The most attempts. */
  public static final int MOST_ATTEMPTS = 10;

  /** One attempt, and no second run. */
  public static final RetryPolicy NONE = new RetryPolicy(1, List.of());

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if {@code attempts} is out of bounds
   */
  public RetryPolicy {
    secondRunOn = List.copyOf(secondRunOn);
    if (attempts < 1 || attempts > MOST_ATTEMPTS) {
      throw new IllegalArgumentException(
          "attempts: " + attempts + " (expected: 1.." + MOST_ATTEMPTS + ")");
    }
  }
}
