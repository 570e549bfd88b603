package io.kriterion.grader.task;

import java.util.List;

/**
 * What became of a task.
 *
 * @param verdict the verdict of the whole
 * @param points earned by all steps and groups
 * @param maxPoints what all steps and groups could earn
 * @param steps one result per step, in the task's order, those that did not run included
 * @param groups one result per group, in the task's order
 * @param stages the times of the sandbox's life
 */
public record Result(
    Verdict verdict,
    int points,
    int maxPoints,
    List<StepResult> steps,
    List<GroupResult> groups,
    Stages stages) {
  /** Copies the lists. */
  public Result {
    steps = List.copyOf(steps);
    groups = List.copyOf(groups);
  }
}
