package io.kriterion.grader.sandbox;

/**
 * What a sandbox's container runs as its main process, and how the node then talks to the inside.
 */
public enum MainProcess {
  /**
   * kriterion-init, attached to before any work is there. No call to the runtime stands between a
   * step and its start.
   */
  INIT,
  /**
   * A kriterion-init that only waits; a second one is started by a streaming Exec. For handlers
   * whose main process cannot be attached to.
   */
  PARK,
  /**
   * The image's own program; kriterion-init is started beside it by a streaming Exec, and ends
   * everything but that program after every step.
   */
  IMAGE
}
