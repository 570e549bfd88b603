package io.kriterion.grader.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.queue.TaskEvent;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Delays;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.GroupResult;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import io.kriterion.proto.grader.v1.Artifact;
import io.kriterion.proto.grader.v1.ArtifactMissing;
import io.kriterion.proto.grader.v1.AttemptEnded;
import io.kriterion.proto.grader.v1.Cancelled;
import io.kriterion.proto.grader.v1.Dead;
import io.kriterion.proto.grader.v1.Judged;
import io.kriterion.proto.grader.v1.Output;
import io.kriterion.proto.grader.v1.OutputStream;
import io.kriterion.proto.grader.v1.OutputTruncated;
import io.kriterion.proto.grader.v1.Planned;
import io.kriterion.proto.grader.v1.Refused;
import io.kriterion.proto.grader.v1.Retrying;
import io.kriterion.proto.grader.v1.SecondRun;
import io.kriterion.proto.grader.v1.StepStarted;
import io.kriterion.proto.grader.v1.Truncated;
import java.util.Locale;
import java.util.Optional;

/**
 * Events as a node stores them in its queue and sends them to those who watch. Thread-safe.
 *
 * @param node the node's name, told with what it does
 */
public record EventCodec(String node) {

  /**
   * An event for the queue to publish; empty for the last ones, which end the task otherwise: see
   * {@link #result} and {@link #refused}.
   */
  public Optional<Bytes> published(Event event) {
    var message = io.kriterion.proto.grader.v1.TaskEvent.newBuilder();
    switch (event) {
      case Event.Planned planned ->
          message.setPlanned(
              Planned.newBuilder()
                  .setHandler(planned.handler())
                  .setImage(planned.image())
                  .setNode(node));
      case Event.Started started ->
          message.setStepStarted(StepStarted.newBuilder().setStep(started.step()));
      case Event.Output output ->
          message.setOutput(
              Output.newBuilder()
                  .setStep(output.step())
                  .setStream(
                      output.stream() == Event.Stream.STDOUT
                          ? OutputStream.OUTPUT_STREAM_STDOUT
                          : OutputStream.OUTPUT_STREAM_STDERR)
                  .setData(ByteString.copyFrom(output.data().toArray())));
      case Event.OutputTruncated cut ->
          message.setOutputTruncated(OutputTruncated.newBuilder().setStep(cut.step()));
      case Event.Artifact piece ->
          message.setArtifact(
              Artifact.newBuilder()
                  .setStep(piece.step())
                  .setPath(piece.path())
                  .setSize(piece.size())
                  .setOffset(piece.offset())
                  .setData(ByteString.copyFrom(piece.data().toArray())));
      case Event.ArtifactMissing missing ->
          message.setArtifactMissing(
              ArtifactMissing.newBuilder()
                  .setStep(missing.step())
                  .setPath(missing.path())
                  .setReason(word(missing.reason())));
      case Event.StepFinished finished -> message.setStepFinished(step(finished.result()));
      case Event.Retrying retrying ->
          message.setRetrying(
              Retrying.newBuilder().setAttempt(retrying.attempt()).setReason(retrying.reason()));
      case Event.SecondRun second ->
          message.setSecondRun(
              SecondRun.newBuilder().setOutcome(word(second.outcome())).setReason(second.reason()));
      case Event.Judged judged ->
          message.setJudged(
              Judged.newBuilder()
                  .setVerdict(verdict(judged.verdict()))
                  .setPoints(judged.points())
                  .setMaxPoints(judged.maxPoints()));
      case Event.Finished finished -> {
        return Optional.empty();
      }
      case Event.Failed failed -> {
        return Optional.empty();
      }
    }
    return Optional.of(Bytes.of(message.build().toByteArray()));
  }

  /** A result for the queue to complete a task with. */
  public Bytes result(Result result, Delays delays, String handler) {
    var message =
        io.kriterion.proto.grader.v1.Result.newBuilder()
            .setVerdict(verdict(result.verdict()))
            .setPoints(result.points())
            .setMaxPoints(result.maxPoints())
            .setStages(stages(result.stages()))
            .setDelays(delays(delays))
            .setHandler(handler)
            .setNode(node);
    result.steps().forEach(step -> message.addSteps(step(step)));
    result.groups().forEach(group -> message.addGroups(group(group)));
    result.sandboxPeakMemory().ifPresent(peak -> message.setSandboxPeakMemory(peak.bytes()));
    return Bytes.of(
        io.kriterion.proto.grader.v1.TaskEvent.newBuilder()
            .setResult(message)
            .build()
            .toByteArray());
  }

  /** What the queue completes a task with that cannot be graded. */
  public static Bytes refused(String reason) {
    return Bytes.of(
        io.kriterion.proto.grader.v1.TaskEvent.newBuilder()
            .setRefused(Refused.newBuilder().setReason(reason))
            .build()
            .toByteArray());
  }

  /**
   * A queue's event as it is sent.
   *
   * @throws GraderException of class NODE when what the queue has is no event of a node
   */
  public static io.kriterion.proto.grader.v1.TaskEvent sent(TaskEvent event) {
    var message = io.kriterion.proto.grader.v1.TaskEvent.newBuilder();
    switch (event.kind()) {
      case PUBLISHED, RESULT -> {
        try {
          message.mergeFrom(event.data().toArray());
        } catch (InvalidProtocolBufferException e) {
          throw new GraderException(
              FailureClass.NODE, "an event in the queue is not a node's: " + e.getMessage(), e);
        }
      }
      case TRUNCATED -> message.setTruncated(Truncated.getDefaultInstance());
      case ATTEMPT_ENDED ->
          message.setAttemptEnded(AttemptEnded.newBuilder().setReason(event.data().utf8()));
      case CANCELLED -> message.setCancelled(Cancelled.newBuilder().setReason(event.data().utf8()));
      case DEAD ->
          message.setDead(Dead.newBuilder().addAllReasons(event.data().utf8().lines().toList()));
    }
    return message
        .setSeq(event.seq())
        .setAttempt(event.attempt())
        .setTime(WireTimes.timestamp(event.time()))
        .build();
  }

  private static io.kriterion.proto.grader.v1.StepResult step(StepResult result) {
    return io.kriterion.proto.grader.v1.StepResult.newBuilder()
        .setStep(result.step())
        .setVerdict(verdict(result.verdict()))
        .setDetail(result.detail())
        .setCpuTime(WireTimes.duration(result.cpuTime()))
        .setWallTime(WireTimes.duration(result.wallTime()))
        .setPeakMemory(result.peakMemory().bytes())
        .setPoints(result.points())
        .setMaxPoints(result.maxPoints())
        .build();
  }

  private static io.kriterion.proto.grader.v1.GroupResult group(GroupResult group) {
    return io.kriterion.proto.grader.v1.GroupResult.newBuilder()
        .setGroup(group.group())
        .setVerdict(verdict(group.verdict()))
        .setPoints(group.points())
        .setMaxPoints(group.maxPoints())
        .addAllSteps(group.steps())
        .build();
  }

  private static io.kriterion.proto.grader.v1.Stages stages(Stages stages) {
    return io.kriterion.proto.grader.v1.Stages.newBuilder()
        .setCreate(WireTimes.duration(stages.create()))
        .setLaunch(WireTimes.duration(stages.launch()))
        .setExecute(WireTimes.duration(stages.execute()))
        .setStop(WireTimes.duration(stages.stop()))
        .setClean(WireTimes.duration(stages.clean()))
        .build();
  }

  private static io.kriterion.proto.grader.v1.Delays delays(Delays delays) {
    var message =
        io.kriterion.proto.grader.v1.Delays.newBuilder()
            .setWaiting(WireTimes.duration(delays.waiting()))
            .setBooting(WireTimes.duration(delays.booting()))
            .setGrading(WireTimes.duration(delays.grading()))
            .setResponse(WireTimes.duration(delays.response()));
    delays.sending().ifPresent(time -> message.setSending(WireTimes.duration(time)));
    return message.build();
  }

  private static io.kriterion.proto.grader.v1.Verdict verdict(Optional<Verdict> verdict) {
    return verdict
        .map(EventCodec::verdict)
        .orElse(io.kriterion.proto.grader.v1.Verdict.VERDICT_UNSPECIFIED);
  }

  private static io.kriterion.proto.grader.v1.Verdict verdict(Verdict verdict) {
    return io.kriterion.proto.grader.v1.Verdict.valueOf("VERDICT_" + verdict.name());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
