package io.kriterion.grader.queue;

import java.time.Duration;
import java.util.List;

/**
 * A queue at a moment.
 *
 * @param queued how many tasks wait
 * @param running how many have a lease
 * @param finished how many have ended and are not yet forgotten
 * @param courses the courses of which tasks wait, by priority (highest first), then name
 */
public record QueueSnapshot(long queued, long running, long finished, List<Backlog> courses) {
  /** Copies the list. */
  public QueueSnapshot {
    courses = List.copyOf(courses);
  }

  /**
   * What waits of a course.
   *
   * @param priority of the tasks
   * @param course the course
   * @param tasks how many
   * @param work what they are expected to take, one after the other
   */
  public record Backlog(int priority, String course, long tasks, Duration work) {}
}
