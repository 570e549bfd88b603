package io.kriterion.grader.queue;

/**
 * The right to work on a task for a while, and the token that fences off older attempts. It is only
 * these two values: a worker that was restarted may put it together again from what it noted down.
 *
 * @param task the task
 * @param attempt the number of this attempt, 1 or more; every claim of a task has a higher one
 */
public record Lease(TaskId task, int attempt) {
  /**
   * Checks the bound.
   *
   * @throws IllegalArgumentException if it is not kept
   */
  public Lease {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt: " + attempt + " (expected: 1 or more)");
    }
  }
}
