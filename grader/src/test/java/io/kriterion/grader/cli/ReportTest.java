package io.kriterion.grader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Event.Stream;
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
      new Result(Verdict.RUNTIME_ERROR, 0, 2, List.of(STEP), Stages.NONE);

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
            "create 0.0 ms, launch 0.0 ms, execute 0.0 ms, stop 0.0 ms, clean 0.0 ms; together 0.0 ms");
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
