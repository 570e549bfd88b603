package io.kriterion.client;

import io.kriterion.proto.grader.v1.Artifact;
import io.kriterion.proto.grader.v1.Judged;
import io.kriterion.proto.grader.v1.Output;
import io.kriterion.proto.grader.v1.OutputStream;
import io.kriterion.proto.grader.v1.Planned;

/** Events as the wire has them; what a newer node says becomes {@link Body.Unknown}. */
final class EventMessages {

  private EventMessages() {}

  static TaskEvent event(io.kriterion.proto.grader.v1.TaskEvent event) {
    return new TaskEvent(
        event.getSeq(), event.getAttempt(), WireTimes.instant(event.getTime()), body(event));
  }

  private static Body body(io.kriterion.proto.grader.v1.TaskEvent event) {
    return switch (event.getEventCase()) {
      case ACCEPTED -> new Body.Accepted();
      case PLANNED -> planned(event.getPlanned());
      case STEP_STARTED -> new Body.StepStarted(event.getStepStarted().getStep());
      case OUTPUT -> output(event.getOutput());
      case OUTPUT_TRUNCATED -> new Body.OutputTruncated(event.getOutputTruncated().getStep());
      case ARTIFACT -> artifact(event.getArtifact());
      case ARTIFACT_MISSING ->
          new Body.ArtifactMissing(
              event.getArtifactMissing().getStep(),
              event.getArtifactMissing().getPath(),
              event.getArtifactMissing().getReason());
      case STEP_FINISHED -> new Body.StepFinished(ResultMessages.step(event.getStepFinished()));
      case RETRYING ->
          new Body.Retrying(event.getRetrying().getAttempt(), event.getRetrying().getReason());
      case SECOND_RUN ->
          new Body.SecondRun(event.getSecondRun().getOutcome(), event.getSecondRun().getReason());
      case JUDGED -> judged(event.getJudged());
      case TRUNCATED -> new Body.Truncated();
      case ATTEMPT_ENDED -> new Body.AttemptEnded(event.getAttemptEnded().getReason());
      case RESULT -> new Body.Result(ResultMessages.result(event.getResult()));
      case REFUSED -> new Body.Refused(event.getRefused().getReason());
      case CANCELLED -> new Body.Cancelled(event.getCancelled().getReason());
      case DEAD -> new Body.Dead(event.getDead().getReasonsList());
      case EVENT_NOT_SET -> new Body.Unknown();
    };
  }

  private static Body planned(Planned planned) {
    return new Body.Planned(planned.getHandler(), planned.getImage(), planned.getNode());
  }

  private static Body output(Output output) {
    return new Body.Output(
        output.getStep(), stream(output.getStream()), Bytes.of(output.getData()));
  }

  private static Body.Stream stream(OutputStream stream) {
    return switch (stream) {
      case OUTPUT_STREAM_STDOUT -> Body.Stream.STDOUT;
      case OUTPUT_STREAM_STDERR -> Body.Stream.STDERR;
      case OUTPUT_STREAM_UNSPECIFIED, UNRECOGNIZED -> Body.Stream.UNKNOWN;
    };
  }

  private static Body artifact(Artifact piece) {
    return new Body.Artifact(
        piece.getStep(),
        piece.getPath(),
        piece.getSize(),
        piece.getOffset(),
        Bytes.of(piece.getData()));
  }

  private static Body judged(Judged judged) {
    return new Body.Judged(
        ResultMessages.verdict(judged.getVerdict()).orElse(Verdict.UNKNOWN),
        judged.getPoints(),
        judged.getMaxPoints());
  }
}
