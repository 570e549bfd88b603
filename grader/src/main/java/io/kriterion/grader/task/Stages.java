package io.kriterion.grader.task;

import java.time.Duration;

/**
 * How long the five stages of a sandbox's life took; a stage that was not reached is zero.
 *
 * @param create making the sandbox and its container
 * @param launch starting it, until it takes orders
 * @param execute files and steps
 * @param stop ending everything that runs
 * @param clean removing what was made
 */
public record Stages(
    Duration create, Duration launch, Duration execute, Duration stop, Duration clean) {
  /** No stage was reached. */
  public static final Stages NONE =
      new Stages(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** All stages together. */
  public Duration total() {
    return create.plus(launch).plus(execute).plus(stop).plus(clean);
  }
}
