package io.kriterion.client;

import java.util.Optional;
import java.util.Set;

/**
 * Which tasks are listed.
 *
 * @param states only those in one of these; none: all
 * @param limit at most so many, 1 to 1000
 * @param after only those that follow this one in the list; empty: from the newest
 */
public record TaskFilter(Set<TaskState> states, int limit, Optional<String> after) {

  /** The newest 100. */
  public static final TaskFilter NEWEST = new TaskFilter(Set.of(), 100, Optional.empty());

  /**
   * Copies the set and checks the bounds.
   *
   * @throws IllegalArgumentException if the limit is out of bounds, or a state is {@link
   *     TaskState#UNKNOWN}
   */
  public TaskFilter {
    states = Set.copyOf(states);
    if (limit < 1 || limit > 1000) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to 1000)");
    }
    if (states.contains(TaskState.UNKNOWN)) {
      throw new IllegalArgumentException("states: UNKNOWN (expected: states that nodes know)");
    }
  }

  /** A copy for tasks in one of these states only. */
  public TaskFilter withStates(Set<TaskState> states) {
    return new TaskFilter(states, limit, after);
  }

  /** A copy for at most so many tasks, 1 to 1000. */
  public TaskFilter withLimit(int limit) {
    return new TaskFilter(states, limit, after);
  }

  /** A copy for the tasks that follow {@code task}, the last one of the list before. */
  public TaskFilter withAfter(String task) {
    return new TaskFilter(states, limit, Optional.of(task));
  }
}
