package io.kriterion.grader.queue;

import java.util.List;
import java.util.Optional;

/**
 * What a queue knows of a task.
 *
 * @param task its name
 * @param state where it is
 * @param attempt the number of the latest attempt, 0 before the first
 * @param cancelled whether it was cancelled, be it that it still runs
 * @param times when what happened to it
 * @param reasons why attempts ended without a result, in their order, at most 20
 * @param position where it stands, while it waits
 */
public record TaskStatus(
    TaskId task,
    TaskState state,
    int attempt,
    boolean cancelled,
    TaskTimes times,
    List<String> reasons,
    Optional<Position> position) {
  /** Copies the list. */
  public TaskStatus {
    reasons = List.copyOf(reasons);
  }
}
