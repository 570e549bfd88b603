package io.kriterion.grader.queue;

import java.util.List;
import java.util.Optional;

/**
 * What a queue knows of a task.
 *
 * @param task its name
 * @param key the submitter's name for it
 * @param course whose share of the node it uses
 * @param user whose share of the course's share it uses
 * @param priority -100 to 100
 * @param state where it is
 * @param attempt the number of the latest attempt, 0 before the first
 * @param cancelled whether it was cancelled, be it that it still runs
 * @param times when what happened to it
 * @param reasons why attempts ended without a result, in their order, at most 20
 * @param position where it stands, while it waits; not in lists
 */
public record TaskStatus(
    TaskId task,
    String key,
    String course,
    String user,
    int priority,
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
