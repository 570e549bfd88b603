package io.kriterion.grader.judge;

import io.kriterion.grader.task.Group;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * Says which steps do not run, by the rules in SPECIFICATION.md, "Groups". Stateless, never blocks.
 */
public final class Skips {
  private Skips() {}

  /**
   * Why the next step of {@code task} must not run: one line; empty if it must.
   *
   * @param before the results of all steps before it, in the task's order
   * @throws IndexOutOfBoundsException if there is no next step
   */
  public static Optional<String> reason(Task task, List<StepResult> before) {
    String step = task.steps().get(before.size()).name();
    for (StepResult result : before) {
      if (Judge.endsTask(result)) {
        return Optional.of("the task ended with " + result.step());
      }
    }
    return task.groups().stream()
        .filter(group -> group.steps().contains(step))
        .findFirst()
        .flatMap(group -> reason(task, group, before));
  }

  private static Optional<String> reason(Task task, Group group, List<StepResult> before) {
    for (Group needed : task.groups()) {
      if (group.needs().contains(needed.name()) && !GroupJudge.isAccepted(needed, before)) {
        return Optional.of("needs the group " + needed.name());
      }
    }
    if (group.stop() == Group.Stop.NEVER) {
      return Optional.empty();
    }
    return GroupJudge.of(group, before).stream()
        .filter(result -> result.verdict().filter(v -> v != Verdict.ACCEPTED).isPresent())
        .findFirst()
        .map(result -> "its group stopped at " + result.step());
  }
}
