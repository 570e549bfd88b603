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
 * @param prepared whether the sandbox had been made and started before there was a submission:
 *     create and launch are then what its claim took; not told to a node's clients
 */
public record Stages(
    Duration create,
    Duration launch,
    Duration execute,
    Duration stop,
    Duration clean,
    boolean prepared) {
  /** No stage was reached. */
  public static final Stages NONE =
      new Stages(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, false);

  /** All stages together. */
  public Duration total() {
    return create.plus(launch).plus(execute).plus(stop).plus(clean);
  }
}
