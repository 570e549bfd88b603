package io.kriterion.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a task.
 *
 * @param task the node's name for it
 * @param key the submitter's name for it
 * @param course whose share of the node it uses; may be empty
 * @param user whose share of the course's share it uses; may be empty
 * @param priority a higher one is always served before a lower one
 * @param state where it is in its life
 * @param attempt the number of the latest attempt, 0 before the first
 * @param cancelled whether it was cancelled, be it that it still runs
 * @param times when what happened
 * @param reasons why attempts ended without a result, in their order
 * @param position where it stands while it waits; never told in a list
 */
public record TaskInfo(
    String task,
    String key,
    String course,
    String user,
    int priority,
    TaskState state,
    int attempt,
    boolean cancelled,
    Times times,
    List<String> reasons,
    Optional<Position> position) {
  /** Copies the list. */
  public TaskInfo {
    reasons = List.copyOf(reasons);
  }

  /**
   * When what happened to a task.
   *
   * @param submitted when the submitter sent it, by its own clock, if it said
   * @param enqueued when the node had it on its disk
   * @param claimed when the latest attempt began
   * @param finished when it ended
   */
  public record Times(
      Optional<Instant> submitted,
      Optional<Instant> enqueued,
      Optional<Instant> claimed,
      Optional<Instant> finished) {}

  /**
   * Where a waiting task stands, as it looks now.
   *
   * @param ahead about how many are served before it
   * @param work what those are expected to take, one after the other
   * @param estimate about how long until its turn
   */
  public record Position(long ahead, Duration work, Duration estimate) {}
}
