package io.kriterion.client;

import java.time.Duration;
import java.util.List;

/**
 * A queue at a moment.
 *
 * @param queued how many tasks wait
 * @param running how many are graded
 * @param finished how many have ended and are still known
 * @param courses what waits, by priority and course
 */
public record QueueInfo(long queued, long running, long finished, List<Backlog> courses) {
  /** Copies the list. */
  public QueueInfo {
    courses = List.copyOf(courses);
  }

  /**
   * What waits of one course, with one priority.
   *
   * @param priority the priority
   * @param course the course; may be empty
   * @param tasks how many
   * @param work what they are expected to take, one after the other
   */
  public record Backlog(int priority, String course, long tasks, Duration work) {}
}
