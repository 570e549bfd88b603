package io.kriterion.grader.queue;

import io.kriterion.grader.task.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Tasks to submit, of which a test says what matters to it. */
public final class Tasks {

  /** What {@link #of} says of when a task was sent. */
  public static final Instant SUBMITTED = Instant.parse("2026-01-02T03:04:05.678Z");

  private Tasks() {}

  /** A task of a second, of a course and a user; the key is also its payload. */
  public static NewTask of(String key, String course, String user) {
    return new NewTask(
        key,
        course,
        user,
        0,
        Duration.ofSeconds(1),
        Set.of(),
        Optional.of(SUBMITTED),
        Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        Bytes.ofText(key));
  }

  /** A task of no course's. */
  public static NewTask of(String key) {
    return of(key, "", "");
  }

  /** The same with another priority. */
  public static NewTask withPriority(NewTask task, int priority) {
    return with(task, priority, task.cost(), task.needs(), task.payload());
  }

  /** The same with another cost. */
  public static NewTask withCost(NewTask task, Duration cost) {
    return with(task, task.priority(), cost, task.needs(), task.payload());
  }

  /** The same with needs. */
  public static NewTask withNeeds(NewTask task, String... needs) {
    return with(task, task.priority(), task.cost(), Set.of(needs), task.payload());
  }

  /** The same with another payload. */
  public static NewTask withPayload(NewTask task, Bytes payload) {
    return with(task, task.priority(), task.cost(), task.needs(), payload);
  }

  private static NewTask with(
      NewTask task, int priority, Duration cost, Set<String> needs, Bytes payload) {
    return new NewTask(
        task.key(),
        task.course(),
        task.user(),
        priority,
        cost,
        needs,
        task.submitted(),
        task.trace(),
        payload);
  }
}
