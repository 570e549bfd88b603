package io.kriterion.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.UnknownFieldSet;
import io.kriterion.client.fake.FakeEvents;
import io.kriterion.proto.grader.v1.Output;
import io.kriterion.proto.grader.v1.TaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventMessagesTest {

  @Test
  void everyEventOfTheWireHasARecordOfItsOwn() {
    OneofDescriptor events = TaskEvent.getDescriptor().getOneofs().getFirst();
    Set<Class<?>> records = new HashSet<>();
    List<String> last = new ArrayList<>();
    for (FieldDescriptor field : events.getFields()) {
      TaskEvent.Builder event = TaskEvent.newBuilder();
      event.setField(field, event.newBuilderForField(field).build());
      io.kriterion.client.TaskEvent read = EventMessages.event(event.build());
      records.add(read.body().getClass());
      if (read.isLast()) {
        last.add(field.getName());
      }
    }
    assertThat(records).hasSameSizeAs(events.getFields()).doesNotContain(Body.Unknown.class);
    assertThat(last).containsExactly("result", "refused", "cancelled", "dead");
  }

  @Test
  void aResultIsReadWhole() {
    io.kriterion.client.TaskEvent event =
        EventMessages.event(
            FakeEvents.result(io.kriterion.proto.grader.v1.Verdict.VERDICT_TIME_LIMIT)
                .setSeq(7)
                .build());
    Optional<Verdict> verdict = Optional.of(Verdict.TIME_LIMIT);
    StepResult step =
        new StepResult(
            "small",
            verdict,
            "exit code 3",
            Duration.ofMillis(2),
            Duration.ofMillis(3),
            3 << 19,
            1,
            2);
    TaskResult result =
        new TaskResult(
            Verdict.TIME_LIMIT,
            1,
            2,
            List.of(step),
            List.of(new TaskResult.GroupResult("all", verdict, 1, 2, List.of("small"))),
            new TaskResult.Stages(
                Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO),
            new TaskResult.Delays(
                Optional.empty(),
                Duration.ofSeconds(2),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO),
            OptionalLong.of(5 << 20),
            "crun",
            "node-1");
    assertThat(event)
        .isEqualTo(
            new io.kriterion.client.TaskEvent(
                7, 1, Instant.ofEpochSecond(5, 6), new Body.Result(result)));
  }

  @ParameterizedTest
  @EnumSource(
      value = io.kriterion.proto.grader.v1.Verdict.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"VERDICT_UNSPECIFIED", "UNRECOGNIZED"})
  void verdictsKeepTheirNames(io.kriterion.proto.grader.v1.Verdict verdict) {
    assertThat(ResultMessages.verdict(verdict).orElseThrow().name())
        .isEqualTo(verdict.name().substring("VERDICT_".length()));
  }

  @Test
  void whatANewerNodeSaysIsUnknownAndNoFailure() {
    UnknownFieldSet newer =
        UnknownFieldSet.newBuilder()
            .addField(
                99, UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.EMPTY).build())
            .build();
    assertThat(EventMessages.event(TaskEvent.newBuilder().setUnknownFields(newer).build()).body())
        .isEqualTo(new Body.Unknown());
    TaskEvent output =
        TaskEvent.newBuilder().setOutput(Output.newBuilder().setStreamValue(77)).build();
    assertThat(EventMessages.event(output).body())
        .isEqualTo(new Body.Output("", Body.Stream.UNKNOWN, Bytes.of(new byte[0])));
    assertThat(ResultMessages.verdict(io.kriterion.proto.grader.v1.Verdict.UNRECOGNIZED))
        .contains(Verdict.UNKNOWN);
    assertThat(ResultMessages.verdict(io.kriterion.proto.grader.v1.Verdict.VERDICT_UNSPECIFIED))
        .isEmpty();
  }

  @Test
  void outputIsNotPrinted() {
    Body output = new Body.Output("s", Body.Stream.STDOUT, Bytes.ofText("secret"));
    assertThat(output.toString()).contains("6 bytes").doesNotContain("secret");
  }
}
