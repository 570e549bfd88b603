package io.kriterion.grader.task;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What became of one step.
 *
 * @param step the step's name
 * @param verdict the verdict; empty where the step did not run
 * @param detail one line for the verdict's reason, such as {@code exit code 3}, or why the step did
 *     not run; may be empty; tells nothing of the expected output
 * @param cpuTime CPU time used, user and system
 * @param wallTime time from start to end
 * @param peakMemory the most memory used at a time, 0 where it could not be measured
 * @param points earned, 0 to {@code maxPoints}
 * @param maxPoints what the step could earn
 * @param signal the signal that ended it, where that gave the verdict: no limit of the step's sent
 *     it; empty otherwise
 * @param sandboxLost whether nobody saw its end, which the verdict explains: nothing can run in the
 *     sandbox after it
 */
public record StepResult(
    String step,
    Optional<Verdict> verdict,
    String detail,
    Duration cpuTime,
    Duration wallTime,
    ByteSize peakMemory,
    int points,
    int maxPoints,
    OptionalInt signal,
    boolean sandboxLost) {
  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if points are out of bounds or a time is negative
   */
  public StepResult {
    if (points < 0 || points > maxPoints) {
      throw new IllegalArgumentException("points: " + points + " (expected: 0.." + maxPoints + ")");
    }
    if (cpuTime.isNegative() || wallTime.isNegative()) {
      throw new IllegalArgumentException(
          "time: " + cpuTime + ", " + wallTime + " (expected: 0 or more)");
    }
  }

  /** A result whose verdict no signal gave, and whose end was seen. */
  public StepResult(
      String step,
      Optional<Verdict> verdict,
      String detail,
      Duration cpuTime,
      Duration wallTime,
      ByteSize peakMemory,
      int points,
      int maxPoints) {
    this(
        step,
        verdict,
        detail,
        cpuTime,
        wallTime,
        peakMemory,
        points,
        maxPoints,
        OptionalInt.empty(),
        false);
  }

  /** The same step, of which the node has to say that it failed itself. */
  public StepResult internalError(String reason) {
    return new StepResult(
        step,
        Optional.of(Verdict.INTERNAL_ERROR),
        reason,
        cpuTime,
        wallTime,
        peakMemory,
        0,
        maxPoints);
  }

  /** The result of a step that did not run for {@code reason}, one line. */
  public static StepResult skipped(Step step, String reason) {
    return new StepResult(
        step.name(),
        Optional.empty(),
        reason,
        Duration.ZERO,
        Duration.ZERO,
        new ByteSize(0),
        0,
        step.points());
  }
}
