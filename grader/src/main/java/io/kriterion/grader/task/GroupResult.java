package io.kriterion.grader.task;

import java.util.List;
import java.util.Optional;

/**
 * What became of a group.
 *
 * @param group the group's name
 * @param steps the names of its steps, in the task's order
 * @param verdict the verdict of its steps together; empty where none of them failed but not all of
 *     them ran
 * @param points earned, by the group or by its steps, 0 to {@code maxPoints}
 * @param maxPoints what could be earned
 */
public record GroupResult(
    String group, List<String> steps, Optional<Verdict> verdict, int points, int maxPoints) {
  /**
   * Copies the list and checks the bounds.
   *
   * @throws IllegalArgumentException if points are out of bounds
   */
  public GroupResult {
    steps = List.copyOf(steps);
    if (points < 0 || points > maxPoints) {
      throw new IllegalArgumentException("points: " + points + " (expected: 0.." + maxPoints + ")");
    }
  }
}
