package io.kriterion.grader.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.PlanRequest;
import io.kriterion.grader.pipeline.PlannedImage;
import io.kriterion.grader.pipeline.Planner;
import io.kriterion.grader.pipeline.SubmittedFile;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.TaskFormatException;
import io.kriterion.proto.grader.v1.File;
import io.kriterion.proto.grader.v1.SubmitRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmittedTasksTest {

  private static final String TASK =
      """
      name: sum
      course: LEPL1503
      environment: gcc
      files: [ tests/main.c ]
      steps:
        - name: first
          run: [ ./sum ]
          stdin: { file: tests/1.in }
          expect: { stdout: { file: tests/1.out } }
      """;

  private static SubmitRequest.Builder request() {
    return SubmitRequest.newBuilder()
        .setKey("k")
        .setTask(bytes(TASK))
        .addTaskFiles(file("tests/main.c", "int main(){}", true))
        .addTaskFiles(file("tests/1.in", "1 2\n", false))
        .addTaskFiles(file("tests/1.out", "3\n", false))
        .addSubmission(file("sum.c", "x", false));
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFrom(text, StandardCharsets.UTF_8);
  }

  private static File file(String path, String content, boolean executable) {
    return File.newBuilder()
        .setPath(path)
        .setContent(bytes(content))
        .setExecutable(executable)
        .build();
  }

  private static NewTask accept(SubmitRequest.Builder request) {
    return SubmittedTasks.accept(request.build(), "local", Trust.LOW, Optional.empty());
  }

  @Test
  void isReadBackAsItWasSent() {
    Instant sent = Instant.now();
    NewTask accepted =
        accept(
            request()
                .setUser("ann")
                .setPriority(3)
                .setRuntime("crun")
                .setExpected(WireTimes.duration(Duration.ofSeconds(9)))
                .setSubmitted(WireTimes.timestamp(sent)));
    assertThat(accepted.key()).isEqualTo("local/k");
    assertThat(accepted.course()).isEqualTo("LEPL1503");
    assertThat(accepted.user()).isEqualTo("ann");
    assertThat(accepted.priority()).isEqualTo(3);
    assertThat(accepted.cost()).isEqualTo(Duration.ofSeconds(9));
    assertThat(accepted.submitted()).contains(sent);

    PlanRequest read = SubmittedTasks.read(accepted.payload());
    assertThat(read.handler()).contains("crun");
    assertThat(read.trust()).isEqualTo(Trust.LOW);
    assertThat(read.task().steps().getFirst().stdin()).isEqualTo(Bytes.ofText("1 2\n"));
    Plan plan =
        Planner.plan(
            read.task(),
            read.submission(),
            "crun",
            Map.of(read.task().image(), new PlannedImage("i", Map.of())));
    assertThat(plan.files())
        .extracting(SubmittedFile::path)
        .containsExactly("sum.c", "tests/main.c");
  }

  @ParameterizedTest
  @CsvSource({"PT23H, true", "PT-23H, true", "PT25H, false", "PT-25H, false", "P-9000D, false"})
  void aClockThatIsWrongByMoreThanADayIsNotBelieved(Duration wrongBy, boolean believed) {
    Instant said = Instant.now().plus(wrongBy);
    assertThat(accept(request().setSubmitted(WireTimes.timestamp(said))).submitted())
        .isEqualTo(believed ? Optional.of(said) : Optional.empty());
  }

  @Test
  void theSameTaskIsTheSamePayloadWhenEverAndAsWhatItIsSent() {
    Bytes payload = accept(request()).payload();
    assertThat(
            accept(request().setSubmitted(Timestamp.newBuilder().setSeconds(7)).setPriority(1))
                .payload())
        .isEqualTo(payload);
    assertThat(accept(request().addSubmission(file("b", "", false))).payload())
        .isNotEqualTo(payload);
  }

  @Test
  void withoutAKeyEveryTaskIsAnother() {
    assertThat(accept(request().clearKey()).key())
        .startsWith("local/")
        .isNotEqualTo(accept(request().clearKey()).key());
  }

  @Test
  void aCourseThatIsSaidGoesBeforeTheTasks() {
    assertThat(accept(request().setCourse("other")).course()).isEqualTo("other");
  }

  @Test
  void aTaskThatCannotBeReadIsRefusedWithItsLines() {
    assertThatExceptionOfType(TaskFormatException.class)
        .isThrownBy(() -> accept(request().setTask(bytes("name: x\nstep: 1\n"))))
        .satisfies(e ->
            assertThat(e.problems())
                .anySatisfy(line -> assertThat(line).startsWith("task.yaml:2: ")));
  }

  @Test
  void aFileThatIsNotSentIsMissed() {
    assertThatExceptionOfType(TaskFormatException.class)
        .isThrownBy(() -> accept(request().removeTaskFiles(1)))
        .withMessageContaining("tests/1.in")
        .withMessageContaining("no such file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/passwd", "../x", "a/../b", "", ".", "a//b", "a/", "a\nb", "a\0b", "a/./b"})
  void pathsThatLeadAnywhereElseAreRefused(String path) {
    assertRefused(request().addTaskFiles(file(path, "x", false)));
    assertRefused(request().addSubmission(file(path, "x", false)));
  }

  @Test
  void filesInEachOthersPlaceAreRefused() {
    assertRefused(request().addTaskFiles(file("tests/1.in", "x", false)));
    assertRefused(request().addTaskFiles(file("tests", "x", false)));
    assertRefused(request().addTaskFiles(file("tests/1.in/x", "x", false)));
    assertRefused(request().addSubmission(file("sum.c", "x", false)));
    assertRefused(request().addSubmission(file("sum.c/x", "x", false)));
  }

  @Test
  void tooMuchIsRefused() {
    SubmitRequest.Builder many = request();
    for (int i = 0; i < 2000; i++) {
      many.addSubmission(file("f" + i, "", false));
    }
    assertRefused(many);
    assertRefused(request().addSubmission(file("a/".repeat(40) + "b", "", false)));
    ByteString large = ByteString.copyFrom(new byte[33 << 20]);
    assertRefused(
        request()
            .addSubmission(File.newBuilder().setPath("x").setContent(large))
            .addSubmission(File.newBuilder().setPath("y").setContent(large)));
  }

  @Test
  void valuesOutOfBoundsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> accept(request().setPriority(101)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accept(request().setKey("k".repeat(151))));
    assertThatIllegalArgumentException().isThrownBy(() -> accept(request().setKey("a\nb")));
    assertThatIllegalArgumentException().isThrownBy(() -> accept(request().setRuntime("../x")));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            accept(
                request().setExpected(com.google.protobuf.Duration.newBuilder().setSeconds(-1))));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            accept(request().setSubmitted(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))));
  }

  @Test
  void whatIsNoTaskOfOursCannotBeRead() {
    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> SubmittedTasks.read(Bytes.ofText("garbage")))
        .satisfies(e -> assertThat(e.failureClass()).isEqualTo(FailureClass.TASK));
    assertThat(Optional.of(accept(request()))).isPresent();
  }

  private static void assertRefused(SubmitRequest.Builder request) {
    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> accept(request))
        .satisfies(e -> {
          assertThat(e.failureClass()).isEqualTo(FailureClass.TASK);
          assertThat(String.valueOf(e.getMessage())).hasLineCount(1);
        });
  }
}
