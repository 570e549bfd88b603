package io.kriterion.grader.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.queue.TaskEvent;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Delays;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.GroupResult;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import io.kriterion.proto.grader.v1.TaskEvent.EventCase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {

  private static final EventCodec CODEC = new EventCodec("n1");
  private static final Instant TIME = Instant.parse("2026-11-28T10:00:00.123Z");
  private static final StepResult STEP =
      new StepResult(
          "s",
          Optional.of(Verdict.TIME_LIMIT),
          "why",
          Duration.ofMillis(1500),
          Duration.ofMillis(1600),
          new ByteSize(4096),
          1,
          2,
          OptionalInt.of(9),
          false);

  static Stream<Event> published() {
    return Stream.of(
        new Event.Planned("runc", "sha256:1"),
        new Event.Started("s"),
        new Event.Output("s", Event.Stream.STDERR, Bytes.of(new byte[] {0, -1})),
        new Event.OutputTruncated("s"),
        new Event.Artifact("s", "a/b", 10, 4, Bytes.ofText("xyz")),
        new Event.ArtifactMissing("s", "a", Event.Missing.NOT_REGULAR),
        new Event.StepFinished(STEP),
        new Event.Retrying(2, "broke"),
        new Event.SecondRun(Event.Agreement.DISAGREES, "hm"),
        new Event.Judged(Verdict.ACCEPTED, 3, 4));
  }

  @ParameterizedTest
  @MethodSource("published")
  void everyEventIsSentAsItWasTold(Event event) {
    var sent = sent(TaskEvent.Kind.PUBLISHED, CODEC.published(event).orElseThrow());
    assertThat(sent.getSeq()).isEqualTo(7);
    assertThat(sent.getAttempt()).isEqualTo(2);
    assertThat(WireTimes.instant(sent.getTime())).isEqualTo(TIME);
    switch (event) {
      case Event.Planned planned -> {
        assertThat(sent.getPlanned().getHandler()).isEqualTo("runc");
        assertThat(sent.getPlanned().getImage()).isEqualTo("sha256:1");
        assertThat(sent.getPlanned().getNode()).isEqualTo("n1");
      }
      case Event.Started started -> assertThat(sent.getStepStarted().getStep()).isEqualTo("s");
      case Event.Output output -> {
        assertThat(sent.getOutput().getStream().name()).isEqualTo("OUTPUT_STREAM_STDERR");
        assertThat(sent.getOutput().getData().toByteArray()).containsExactly(0, -1);
      }
      case Event.OutputTruncated cut ->
          assertThat(sent.getOutputTruncated().getStep()).isEqualTo("s");
      case Event.Artifact piece -> {
        assertThat(sent.getArtifact().getPath()).isEqualTo("a/b");
        assertThat(sent.getArtifact().getSize()).isEqualTo(10);
        assertThat(sent.getArtifact().getOffset()).isEqualTo(4);
        assertThat(sent.getArtifact().getData().toStringUtf8()).isEqualTo("xyz");
      }
      case Event.ArtifactMissing missing ->
          assertThat(sent.getArtifactMissing().getReason()).isEqualTo("not-regular");
      case Event.StepFinished finished -> {
        assertThat(sent.getStepFinished().getVerdict().name()).isEqualTo("VERDICT_TIME_LIMIT");
        assertThat(WireTimes.duration(sent.getStepFinished().getCpuTime()))
            .isEqualTo(Duration.ofMillis(1500));
        assertThat(sent.getStepFinished().getPeakMemory()).isEqualTo(4096);
        assertThat(sent.getStepFinished().getMaxPoints()).isEqualTo(2);
      }
      case Event.Retrying retrying -> assertThat(sent.getRetrying().getAttempt()).isEqualTo(2);
      case Event.SecondRun second ->
          assertThat(sent.getSecondRun().getOutcome()).isEqualTo("disagrees");
      case Event.Judged judged -> assertThat(sent.getJudged().getPoints()).isEqualTo(3);
      case Event.Finished finished -> throw new AssertionError("not published");
      case Event.Failed failed -> throw new AssertionError("not published");
    }
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void everyVerdictHasItsName(Verdict verdict) {
    Bytes event = CODEC.published(new Event.Judged(verdict, 0, 0)).orElseThrow();
    assertThat(sent(TaskEvent.Kind.PUBLISHED, event).getJudged().getVerdict().name())
        .isEqualTo("VERDICT_" + verdict);
  }

  @Test
  void theLastEventsAreNotPublished() {
    Result result =
        new Result(Verdict.ACCEPTED, 1, 2, List.of(STEP), List.of(), Stages.NONE, Optional.empty());
    assertThat(CODEC.published(new Event.Finished(result))).isEmpty();
    assertThat(CODEC.published(new Event.Failed("x"))).isEmpty();
  }

  @Test
  void aResultIsSentWhole() {
    Result result =
        new Result(
            Verdict.WRONG_ANSWER,
            1,
            2,
            List.of(STEP),
            List.of(new GroupResult("g", List.of("s"), Optional.empty(), 0, 5)),
            new Stages(
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(3),
                Duration.ofMillis(4),
                Duration.ofMillis(5),
                false),
            Optional.of(new ByteSize(77)));
    Delays delays =
        new Delays(
            Optional.empty(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4));
    var sent = sent(TaskEvent.Kind.RESULT, CODEC.result(result, delays, "crun")).getResult();
    assertThat(sent.getVerdict().name()).isEqualTo("VERDICT_WRONG_ANSWER");
    assertThat(sent.getSteps(0).getDetail()).isEqualTo("why");
    assertThat(sent.getGroups(0).getVerdict().name()).isEqualTo("VERDICT_UNSPECIFIED");
    assertThat(sent.getGroups(0).getStepsList()).containsExactly("s");
    assertThat(WireTimes.duration(sent.getStages().getClean())).isEqualTo(Duration.ofMillis(5));
    assertThat(sent.getDelays().hasSending()).isFalse();
    assertThat(WireTimes.duration(sent.getDelays().getResponse())).isEqualTo(Duration.ofSeconds(4));
    assertThat(sent.getSandboxPeakMemory()).isEqualTo(77);
    assertThat(sent.getHandler()).isEqualTo("crun");
    assertThat(sent.getNode()).isEqualTo("n1");
  }

  @Test
  void theQueuesOwnWordsAreSent() {
    assertThat(sent(TaskEvent.Kind.TRUNCATED, Bytes.EMPTY).getEventCase())
        .isEqualTo(EventCase.TRUNCATED);
    assertThat(sent(TaskEvent.Kind.ATTEMPT_ENDED, Bytes.ofText("r")).getAttemptEnded().getReason())
        .isEqualTo("r");
    assertThat(sent(TaskEvent.Kind.CANCELLED, Bytes.ofText("c")).getCancelled().getReason())
        .isEqualTo("c");
    assertThat(sent(TaskEvent.Kind.DEAD, Bytes.ofText("a\nb")).getDead().getReasonsList())
        .containsExactly("a", "b");
    assertThat(sent(TaskEvent.Kind.RESULT, EventCodec.refused("no")).getRefused().getReason())
        .isEqualTo("no");
  }

  @Test
  void whatIsNoEventOfANodeIsNotSent() {
    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> sent(TaskEvent.Kind.PUBLISHED, Bytes.ofText("garbage")));
  }

  private static io.kriterion.proto.grader.v1.TaskEvent sent(TaskEvent.Kind kind, Bytes data) {
    return EventCodec.sent(new TaskEvent(7, 2, TIME, kind, data));
  }
}
