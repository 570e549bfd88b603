package io.kriterion.grader.cli;

import static io.kriterion.grader.task.Verdict.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Event.Stream;
import io.kriterion.grader.task.GroupResult;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a person and a program see of a grading. */
class ReportTest {

  private static final StepResult STEP =
      new StepResult(
          "small",
          Optional.of(Verdict.RUNTIME_ERROR),
          "signal 11 (SIGSEGV)",
          Duration.ofMillis(2),
          Duration.ofMillis(12_345),
          new ByteSize(3 << 19),
          0,
          2);
  private static final Result RESULT =
      new Result(
          Verdict.RUNTIME_ERROR,
          0,
          2,
          List.of(STEP),
          List.of(),
          Stages.NONE,
          Optional.of(new ByteSize(5 << 20)));

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

  @Test
  void outputComesUnderItsStepAndTheTableLast() {
    tell(new HumanReport(out, false, 1000));
    assertThat(text().lines().toList())
        .containsExactly(
            "runtime handler crun",
            "--- small",
            "no line end\u001b",
            "--- output cut at the limit",
            "",
            "STEP   VERDICT        CPU     WALL    MEMORY   POINTS  DETAIL",
            "small  RUNTIME_ERROR  2.0 ms  12.3 s  1.5 MiB  0/2     signal 11 (SIGSEGV)",
            "",
            "RUNTIME_ERROR, 0 of 2 points",
            "create 0.0 ms, launch 0.0 ms, execute 0.0 ms, stop 0.0 ms, clean 0.0 ms; together 0.0 ms",
            "the sandbox's memory at its peak: 5.0 MiB");
  }

  @Test
  void aHundredAcceptedCasesAreOneRow() {
    List<StepResult> steps = new ArrayList<>();
    for (int i = 1; i <= 203; i++) {
      steps.add(i <= 101 ? accepted("c " + i, i == 50 ? 9 : 2) : skipped("c " + i));
    }
    steps.set(101, STEP);
    steps.add(accepted("alone", 1));
    steps.add(accepted("alone too", 1));
    steps.add(accepted("and this", 1));
    List<String> names = steps.stream().map(StepResult::step).toList();
    List<GroupResult> groups =
        List.of(
            new GroupResult("first", names.subList(0, 100), Optional.of(ACCEPTED), 7, 7),
            new GroupResult(
                "second", names.subList(100, 203), Optional.of(Verdict.RUNTIME_ERROR), 1, 103));
    HumanReport report = new HumanReport(out, false, 1000);
    report.accept(
        new Event.Finished(
            new Result(
                Verdict.RUNTIME_ERROR, 104, 206, steps, groups, Stages.NONE, Optional.empty())));
    assertThat(text().lines().skip(1).limit(13).map(line -> line.replaceAll(" {2,}", " | ")))
        .containsExactly(
            "STEP | VERDICT | CPU | WALL | MEMORY | POINTS | DETAIL",
            "c 1 … c 100 | ACCEPTED | 9.0 ms | 9.0 ms | 1.5 MiB | 100/100 | the most of 100 steps",
            "c 101 | ACCEPTED | 2.0 ms | 2.0 ms | 1.5 MiB | 1/1",
            "small | RUNTIME_ERROR | 2.0 ms | 12.3 s | 1.5 MiB | 0/2 | signal 11 (SIGSEGV)",
            "c 103 … c 203 | not run | 0.0 ms | 0.0 ms | 0.0 MiB | 0/101 | 101 steps: its group stopped",
            "alone | ACCEPTED | 1.0 ms | 1.0 ms | 1.5 MiB | 1/1",
            "alone too | ACCEPTED | 1.0 ms | 1.0 ms | 1.5 MiB | 1/1",
            "and this | ACCEPTED | 1.0 ms | 1.0 ms | 1.5 MiB | 1/1",
            "",
            "GROUP | VERDICT | POINTS",
            "first | ACCEPTED | 7/7",
            "second | RUNTIME_ERROR | 1/103",
            "");
  }

  private static StepResult accepted(String name, int milliseconds) {
    Duration time = Duration.ofMillis(milliseconds);
    return new StepResult(name, Optional.of(ACCEPTED), "", time, time, new ByteSize(3 << 19), 1, 1);
  }

  private static StepResult skipped(String name) {
    return new StepResult(
        name,
        Optional.empty(),
        "its group stopped",
        Duration.ZERO,
        Duration.ZERO,
        new ByteSize(0),
        0,
        1);
  }

  @Test
  void onATerminalEscapesAreVisible() {
    tell(new HumanReport(out, true, 1000));
    assertThat(text()).contains("no line end^[").doesNotContain("\u001b");
  }

  @Test
  void noMoreThanAskedForIsShown() {
    tell(new HumanReport(out, false, 4));
    assertThat(text()).contains("no l\n--- more output is not shown\n").doesNotContain("ine end");
  }

  @Test
  void jsonEventsAreNumberedFromOneALineEach() {
    tell(new JsonReport(out, "t", InstantSource.fixed(Instant.EPOCH)));
    List<String> lines = text().lines().toList();
    assertThat(lines).hasSize(6);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i)).startsWith("{\"seq\":" + (i + 1) + ",\"task\":\"t\",\"attempt\":1,");
    }
    assertThat(lines.get(2)).contains("\"data\":\"bm8gbGluZSBlbmQb\"", "\"stream\":\"stdout\"");
    assertThat(lines.getLast()).contains("\"event\":\"result\"", "\"RUNTIME_ERROR\"");
  }

  @Test
  void eventsOfAnotherAttemptGoOnCountingWithItsNumber() {
    JsonReport report = new JsonReport(out, "t", InstantSource.fixed(Instant.EPOCH));
    report.accept(new Event.Planned("crun", "sha256:1"));
    report.accept(new Event.Retrying(2, "no shim"));
    report.accept(new Event.Planned("runc", "sha256:1"));
    assertThat(text().lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("{\"seq\":1,\"task\":\"t\",\"attempt\":1,"),
            second ->
                assertThat(second)
                    .startsWith("{\"seq\":2,\"task\":\"t\",\"attempt\":1,")
                    .contains("\"retrying\"", "no shim"),
            third -> assertThat(third).startsWith("{\"seq\":3,\"task\":\"t\",\"attempt\":2,"));
  }

  @Test
  void aPersonIsToldWhyOutputComesAgain() {
    HumanReport report = new HumanReport(out, false, 1000);
    report.accept(new Event.Started("small"));
    report.accept(new Event.Output("small", Stream.STDOUT, Bytes.ofText("half")));
    report.accept(new Event.Retrying(2, "no shim"));
    report.accept(new Event.SecondRun(Event.Agreement.AGREES, "a second run on crun crashes too"));
    assertThat(text().lines())
        .containsExactly(
            "--- small",
            "half",
            "--- graded again, since the node failed: no shim",
            "--- a second run on crun crashes too");
  }

  @Test
  void aPersonIsToldOfArtifactsAndWhyOneDoesNotCome() {
    HumanReport report = new HumanReport(out, false, 1000);
    report.accept(new Event.Started("small"));
    report.accept(new Event.Output("small", Stream.STDOUT, Bytes.ofText("half")));
    report.accept(new Event.Artifact("small", "out/a", 5, 0, Bytes.ofText("\u001b[2")));
    report.accept(new Event.Artifact("small", "out/a", 5, 3, Bytes.ofText("Jx")));
    for (Event.Missing reason : Event.Missing.values()) {
      report.accept(new Event.ArtifactMissing("small", "b", reason));
    }
    assertThat(text().lines())
        .containsExactly(
            "--- small",
            "half",
            "--- artifact out/a, 5 bytes",
            "--- no artifact b: there is none",
            "--- no artifact b: it is a symbolic link",
            "--- no artifact b: it is not a regular file",
            "--- no artifact b: it is too large",
            "--- no artifact b: it cannot be read");
  }

  private static void tell(Consumer<Event> report) {
    report.accept(new Event.Planned("crun", "sha256:1"));
    report.accept(new Event.Started("small"));
    report.accept(new Event.Output("small", Stream.STDOUT, Bytes.ofText("no line end\u001b")));
    report.accept(new Event.OutputTruncated("small"));
    report.accept(new Event.StepFinished(STEP));
    report.accept(new Event.Finished(RESULT));
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
