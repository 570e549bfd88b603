package io.kriterion.grader.cli;

import io.kriterion.client.TaskResult;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.GroupResult;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.util.Optional;

/** Results that a node tells, as the reports of this command have them. */
final class NodeResults {

  private NodeResults() {}

  static Result result(TaskResult result) {
    TaskResult.Stages stages = result.stages();
    return new Result(
        verdict(result.verdict()),
        result.points(),
        result.maxPoints(),
        result.steps().stream().map(NodeResults::step).toList(),
        result.groups().stream().map(NodeResults::group).toList(),
        new Stages(
            stages.create(),
            stages.launch(),
            stages.execute(),
            stages.stop(),
            stages.clean(),
            false),
        result.sandboxPeakMemory().isPresent()
            ? Optional.of(new ByteSize(result.sandboxPeakMemory().getAsLong()))
            : Optional.empty());
  }

  static StepResult step(io.kriterion.client.StepResult step) {
    return new StepResult(
        step.step(),
        step.verdict().map(NodeResults::verdict),
        step.detail(),
        step.cpuTime(),
        step.wallTime(),
        new ByteSize(step.peakMemory()),
        step.points(),
        step.maxPoints());
  }

  private static GroupResult group(TaskResult.GroupResult group) {
    return new GroupResult(
        group.group(),
        group.steps(),
        group.verdict().map(NodeResults::verdict),
        group.points(),
        group.maxPoints());
  }

  /**
   * The verdict.
   *
   * @throws GraderException if this command does not know it
   */
  static Verdict verdict(io.kriterion.client.Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED -> Verdict.ACCEPTED;
      case WRONG_ANSWER -> Verdict.WRONG_ANSWER;
      case COMPILE_ERROR -> Verdict.COMPILE_ERROR;
      case RUNTIME_ERROR -> Verdict.RUNTIME_ERROR;
      case TIME_LIMIT -> Verdict.TIME_LIMIT;
      case WALL_TIME_LIMIT -> Verdict.WALL_TIME_LIMIT;
      case MEMORY_LIMIT -> Verdict.MEMORY_LIMIT;
      case OUTPUT_LIMIT -> Verdict.OUTPUT_LIMIT;
      case INTERNAL_ERROR -> Verdict.INTERNAL_ERROR;
      case UNKNOWN ->
          throw new GraderException(
              FailureClass.NODE,
              "the node says a verdict that this command does not know; update the command");
    };
  }
}
