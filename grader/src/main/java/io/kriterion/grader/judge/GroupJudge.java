package io.kriterion.grader.judge;

import io.kriterion.grader.task.Group;
import io.kriterion.grader.task.GroupResult;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the result of a group of those of its steps. */
final class GroupJudge {
  private GroupJudge() {}

  /**
   * The verdict of several steps together: INTERNAL_ERROR if one has it, else COMPILE_ERROR if one
   * has it, else the first that is not ACCEPTED, else ACCEPTED if all of them ran; empty otherwise,
   * and of no step.
   */
  static Optional<Verdict> together(List<StepResult> steps) {
    List<Verdict> verdicts = steps.stream().flatMap(step -> step.verdict().stream()).toList();
    for (Verdict first : List.of(Verdict.INTERNAL_ERROR, Verdict.COMPILE_ERROR)) {
      if (verdicts.contains(first)) {
        return Optional.of(first);
      }
    }
    Optional<Verdict> failure = verdicts.stream().filter(v -> v != Verdict.ACCEPTED).findFirst();
    return failure.isPresent() || steps.isEmpty() || verdicts.size() < steps.size()
        ? failure
        : Optional.of(Verdict.ACCEPTED);
  }

  /** The results of the group's steps among {@code all}, in their order. */
  static List<StepResult> of(Group group, List<StepResult> all) {
    Set<String> names = new HashSet<>(group.steps());
    return all.stream().filter(result -> names.contains(result.step())).toList();
  }

  /** Whether all steps of the group ran and were accepted; {@code all} holds the results so far. */
  static boolean isAccepted(Group group, List<StepResult> all) {
    List<StepResult> own = of(group, all);
    return own.size() == group.steps().size()
        && together(own).equals(Optional.of(Verdict.ACCEPTED));
  }

  /** The result of a group of a task whose steps had the results {@code all}. */
  static GroupResult result(Group group, List<StepResult> all) {
    List<StepResult> own = of(group, all);
    int points = own.stream().mapToInt(StepResult::points).sum();
    int maxPoints = own.stream().mapToInt(StepResult::maxPoints).sum();
    if (group.points().isPresent()) {
      maxPoints = group.points().getAsInt();
      points = isAccepted(group, all) ? maxPoints : 0;
    }
    return new GroupResult(group.name(), group.steps(), together(own), points, maxPoints);
  }
}
