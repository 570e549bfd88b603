package io.kriterion.grader.task;

import java.util.List;

/**
 * What became of a task.
 *
 * @param verdict the verdict of the whole
 * @param points earned in all steps
 * @param maxPoints what all steps could earn
 * @param steps one result per step, in the task's order, those that did not run included
 * @param stages the times of the sandbox's life
 */
public record Result(
    Verdict verdict, int points, int maxPoints, List<StepResult> steps, Stages stages) {
  /** Copies the list. */
  public Result {
    steps = List.copyOf(steps);
  }
}
