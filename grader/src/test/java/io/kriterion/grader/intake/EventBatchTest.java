package io.kriterion.grader.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Event.Stream;
import io.kriterion.grader.task.Verdict;
import io.kriterion.grader.wire.EventCodec;
import io.kriterion.proto.grader.v1.TaskEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventBatchTest {

  private final EventBatch batch = new EventBatch(new EventCodec("here"), 1 << 20);

  @Test
  void outputOfOneStreamIsJoinedAndTheOrderKept() throws InvalidProtocolBufferException {
    batch.add(output("a", Stream.STDOUT, "hel"));
    batch.add(output("a", Stream.STDOUT, "lo"));
    batch.add(output("a", Stream.STDERR, "!"));
    batch.add(output("a", Stream.STDOUT, "?"));
    batch.add(new Event.OutputTruncated("a"));
    batch.add(output("b", Stream.STDOUT, "b"));
    assertThat(taken())
        .extracting(event -> event.getEventCase() + event.getOutput().getData().toStringUtf8())
        .containsExactly("OUTPUThello", "OUTPUT!", "OUTPUT?", "OUTPUT_TRUNCATED", "OUTPUTb");
    assertThat(batch.isEmpty()).isTrue();
    assertThat(batch.take()).isEmpty();
  }

  @Test
  void largeOutputIsCutIntoPieces() throws InvalidProtocolBufferException {
    batch.add(output("a", Stream.STDOUT, "x"));
    batch.add(new Event.Output("a", Stream.STDOUT, Bytes.of(new byte[40_000])));
    assertThat(batch.isEnough()).isTrue();
    assertThat(taken())
        .extracting(event -> event.getOutput().getData().size())
        .containsExactly(EventBatch.ENOUGH, EventBatch.ENOUGH, 40_001 - 2 * EventBatch.ENOUGH);
  }

  @Test
  void littleIsNotEnoughAndEnoughIs() {
    batch.add(new Event.Output("a", Stream.STDOUT, Bytes.of(new byte[EventBatch.ENOUGH - 1])));
    assertThat(batch.isEnough()).isFalse();
    batch.add(output("a", Stream.STDOUT, "x"));
    assertThat(batch.isEnough()).isTrue();
  }

  @Test
  void aVerdictWaitsForNothing() throws InvalidProtocolBufferException {
    batch.add(output("a", Stream.STDOUT, "x"));
    assertThat(batch.isEnough()).isFalse();
    batch.add(new Event.Judged(Verdict.ACCEPTED, 1, 1));
    assertThat(batch.isEnough()).isTrue();
    assertThat(taken())
        .extracting(TaskEvent::getEventCase)
        .containsExactly(TaskEvent.EventCase.OUTPUT, TaskEvent.EventCase.JUDGED);
    assertThat(batch.isEnough()).isFalse();
  }

  @Test
  void moreThanTheQueueKeepsIsNotTaken() {
    Bytes piece = Bytes.of(new byte[EventBatch.ENOUGH]);
    long bytes = 0;
    for (int i = 0; i < 1000; i++) {
      batch.add(new Event.Output("a", Stream.STDOUT, piece));
    }
    for (List<Bytes> next = batch.take(); !next.isEmpty(); next = batch.take()) {
      bytes += next.stream().mapToLong(Bytes::length).sum();
    }
    assertThat(bytes).isBetween(1L << 20, (1L << 20) + 3L * EventBatch.ENOUGH);
  }

  @Test
  void whatIsForgottenIsGone() {
    batch.add(new Event.OutputTruncated("a"));
    batch.add(output("a", Stream.STDOUT, "x"));
    batch.clear();
    assertThat(batch.isEmpty()).isTrue();
    assertThat(batch.take()).isEmpty();
  }

  private List<TaskEvent> taken() throws InvalidProtocolBufferException {
    List<TaskEvent> events = new ArrayList<>();
    for (Bytes event : batch.take()) {
      events.add(TaskEvent.parseFrom(event.toArray()));
    }
    return events;
  }

  private static Event output(String step, Stream stream, String text) {
    return new Event.Output(step, stream, Bytes.ofText(text));
  }
}
