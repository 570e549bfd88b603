package io.kriterion.client;

import io.kriterion.proto.grader.v1.Delays;
import io.kriterion.proto.grader.v1.GroupResult;
import io.kriterion.proto.grader.v1.Result;
import io.kriterion.proto.grader.v1.Stages;
import java.util.Optional;
import java.util.OptionalLong;

/** Results as the wire has them. */
final class ResultMessages {

  private ResultMessages() {}

  static TaskResult result(Result result) {
    return new TaskResult(
        verdict(result.getVerdict()).orElse(Verdict.UNKNOWN),
        result.getPoints(),
        result.getMaxPoints(),
        result.getStepsList().stream().map(ResultMessages::step).toList(),
        result.getGroupsList().stream().map(ResultMessages::group).toList(),
        stages(result.getStages()),
        delays(result.getDelays()),
        result.hasSandboxPeakMemory()
            ? OptionalLong.of(result.getSandboxPeakMemory())
            : OptionalLong.empty(),
        result.getHandler(),
        result.getNode());
  }

  static StepResult step(io.kriterion.proto.grader.v1.StepResult step) {
    return new StepResult(
        step.getStep(),
        verdict(step.getVerdict()),
        step.getDetail(),
        WireTimes.duration(step.getCpuTime()),
        WireTimes.duration(step.getWallTime()),
        step.getPeakMemory(),
        step.getPoints(),
        step.getMaxPoints());
  }

  private static TaskResult.GroupResult group(GroupResult group) {
    return new TaskResult.GroupResult(
        group.getGroup(),
        verdict(group.getVerdict()),
        group.getPoints(),
        group.getMaxPoints(),
        group.getStepsList());
  }

  private static TaskResult.Stages stages(Stages stages) {
    return new TaskResult.Stages(
        WireTimes.duration(stages.getCreate()),
        WireTimes.duration(stages.getLaunch()),
        WireTimes.duration(stages.getExecute()),
        WireTimes.duration(stages.getStop()),
        WireTimes.duration(stages.getClean()));
  }

  private static TaskResult.Delays delays(Delays delays) {
    return new TaskResult.Delays(
        delays.hasSending()
            ? Optional.of(WireTimes.duration(delays.getSending()))
            : Optional.empty(),
        WireTimes.duration(delays.getWaiting()),
        WireTimes.duration(delays.getBooting()),
        WireTimes.duration(delays.getGrading()),
        WireTimes.duration(delays.getResponse()));
  }

  /** The verdict; empty where there is none. */
  static Optional<Verdict> verdict(io.kriterion.proto.grader.v1.Verdict verdict) {
    return switch (verdict) {
      case VERDICT_UNSPECIFIED -> Optional.empty();
      case VERDICT_ACCEPTED -> Optional.of(Verdict.ACCEPTED);
      case VERDICT_WRONG_ANSWER -> Optional.of(Verdict.WRONG_ANSWER);
      case VERDICT_COMPILE_ERROR -> Optional.of(Verdict.COMPILE_ERROR);
      case VERDICT_RUNTIME_ERROR -> Optional.of(Verdict.RUNTIME_ERROR);
      case VERDICT_TIME_LIMIT -> Optional.of(Verdict.TIME_LIMIT);
      case VERDICT_WALL_TIME_LIMIT -> Optional.of(Verdict.WALL_TIME_LIMIT);
      case VERDICT_MEMORY_LIMIT -> Optional.of(Verdict.MEMORY_LIMIT);
      case VERDICT_OUTPUT_LIMIT -> Optional.of(Verdict.OUTPUT_LIMIT);
      case VERDICT_INTERNAL_ERROR -> Optional.of(Verdict.INTERNAL_ERROR);
      case UNRECOGNIZED -> Optional.of(Verdict.UNKNOWN);
    };
  }
}
