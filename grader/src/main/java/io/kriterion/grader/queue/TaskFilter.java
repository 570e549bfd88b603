package io.kriterion.grader.queue;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which tasks a list has.
 *
 * @param keyPrefix what their keys begin with, at most 200 characters; empty: any
 * @param states the states that they may be in; none: any
 * @param limit how many there are at most, 1 to 1000
 * @param after only tasks that were accepted before this one, which is one of that key prefix
 *     itself; empty: from the newest
 */
public record TaskFilter(
    String keyPrefix, Set<TaskState> states, int limit, Optional<TaskId> after) {

  /** How many tasks a list has at most. */
  public static final int MOST = 1000;

  private static final int LONGEST_PREFIX = 200;

  /**
   * Checks the bounds and copies the set.
   *
   * @throws IllegalArgumentException if one is not kept
   */
  public TaskFilter {
    if (keyPrefix.length() > LONGEST_PREFIX) {
      throw new IllegalArgumentException("key prefix: at most 200 characters expected");
    }
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MOST + ")");
    }
    EnumSet<TaskState> copy = EnumSet.noneOf(TaskState.class);
    copy.addAll(states);
    states = Collections.unmodifiableSet(copy);
  }
}
