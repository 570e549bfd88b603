package io.kriterion.grader.task;

import java.util.List;
import java.util.Optional;

/**
 * What became of a task.
 *
 * @param verdict the verdict of the whole
 * @param points earned by all steps and groups
 * @param maxPoints what all steps and groups could earn
 * @param steps one result per step, in the task's order, those that did not run included
 * @param groups one result per group, in the task's order
 * @param stages the times of the sandbox's life
 * @param sandboxPeakMemory the most memory that everything in the sandbox took at a time, by the
 *     kernel's count for its cgroup: with what lay in its memory file system, cached files, and
 *     what the runtime runs there, but without pages of programs that others have loaded; empty
 *     where the kernel does not tell
 */
public record Result(
    Verdict verdict,
    int points,
    int maxPoints,
    List<StepResult> steps,
    List<GroupResult> groups,
    Stages stages,
    Optional<ByteSize> sandboxPeakMemory) {
  /** Copies the lists. */
  public Result {
    steps = List.copyOf(steps);
    groups = List.copyOf(groups);
  }

  /** The same with the times of the sandbox's life. */
  public Result withStages(Stages times) {
    return new Result(verdict, points, maxPoints, steps, groups, times, sandboxPeakMemory);
  }

  /** The same with what is known of the sandbox's memory. */
  public Result withSandboxPeakMemory(Optional<ByteSize> peak) {
    return new Result(verdict, points, maxPoints, steps, groups, stages, peak);
  }
}
