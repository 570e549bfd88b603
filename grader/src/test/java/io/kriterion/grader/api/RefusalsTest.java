package io.kriterion.grader.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each failure has one status. */
class RefusalsTest {

  @Test
  void everyReasonOfTheQueuesHasItsCode() {
    Map<Reason, Code> expected =
        new EnumMap<>(
            Map.of(
                Reason.UNKNOWN_TASK, Code.NOT_FOUND,
                Reason.KEY_CONFLICT, Code.ALREADY_EXISTS,
                Reason.FULL, Code.RESOURCE_EXHAUSTED,
                Reason.TOO_LARGE, Code.OUT_OF_RANGE,
                Reason.UNAVAILABLE, Code.UNAVAILABLE,
                Reason.STALE_ATTEMPT, Code.INTERNAL));
    assertThat(expected).containsOnlyKeys(Reason.values());
    expected.forEach((reason, code) -> {
      Status status = Refusals.of(new QueueException(reason, "the reason")).getStatus();
      assertThat(status.getCode()).as(reason.name()).isEqualTo(code);
      assertThat("the reason".equals(status.getDescription()))
          .as(reason.name())
          .isEqualTo(code != Code.INTERNAL);
    });
  }

  @Test
  void everyOtherFailureHasItsCode() {
    Map<Throwable, Code> expected = new LinkedHashMap<>();
    expected.put(new GraderException(FailureClass.TASK, "x"), Code.INVALID_ARGUMENT);
    expected.put(new IllegalArgumentException("x"), Code.INVALID_ARGUMENT);
    expected.put(new GraderException(FailureClass.IMAGE, "x"), Code.INTERNAL);
    expected.put(new GraderException(FailureClass.RUNTIME, "x"), Code.INTERNAL);
    expected.put(new GraderException(FailureClass.NODE, "x"), Code.INTERNAL);
    expected.put(new IllegalStateException("x"), Code.INTERNAL);
    expected.put(new StackOverflowError("x"), Code.INTERNAL);
    expected.put(Status.ABORTED.asRuntimeException(), Code.ABORTED);
    expected.forEach((failure, code) ->
        assertThat(Refusals.of(failure).getStatus().getCode())
            .as(failure.toString())
            .isEqualTo(code));
  }

  @Test
  void whatIsNotForeseenIsNotTold() {
    assertThat(Refusals.of(new IllegalStateException("private")).getStatus().getDescription())
        .doesNotContain("private");
  }

  @Test
  void aTextIsCutBetweenLinesWhereItWouldNotArrive() {
    String lines = "é".repeat(100) + "\n";
    StatusRuntimeException cut = Refusals.status(Code.INVALID_ARGUMENT, lines.repeat(1000));
    String text = String.valueOf(cut.getStatus().getDescription());
    assertThat(text).endsWith(lines + "(and more)");
    assertThat(text.lines().count()).isBetween(5L, 20L);
    String one = "x".repeat(10_000);
    assertThat(String.valueOf(Refusals.status(Code.INTERNAL, one).getStatus().getDescription()))
        .isEqualTo("x".repeat(4096) + " (and more)");
    assertThat(Refusals.status(Code.INTERNAL, "short\nand whole").getStatus().getDescription())
        .isEqualTo("short\nand whole");
  }
}
