package io.kriterion.grader.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.FailureMeaning;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class JudgeTest {
  private static final Step COMPILE = Outcomes.step(FailureMeaning.COMPILE_ERROR);

  @Test
  void theResultTellsWhatWasUsed() {
    assertThat(Judge.judge(Outcomes.STEP, Outcomes.exited(0, " 3")))
        .isEqualTo(
            new StepResult(
                "s",
                Optional.of(Verdict.ACCEPTED),
                "",
                Duration.ofMillis(3),
                Duration.ofMillis(7),
                new ByteSize(4096),
                5,
                5));
  }

  @Test
  void exitCodeZeroIsNotSuccessWithoutTheRightCause() {
    StepOutcome good = Outcomes.exited(0, "3\n");
    for (EndCause cause : EndCause.values()) {
      StepOutcome outcome =
          new StepOutcome(good.exit(), cause, false, false, good.usage(), good.stdout());
      boolean accepted =
          Judge.judge(Outcomes.STEP, outcome).verdict().equals(Optional.of(Verdict.ACCEPTED));
      assertThat(accepted).as(cause.name()).isEqualTo(cause == EndCause.ITSELF);
    }
  }

  /** A program can bring what runs the steps to its end, and gains nothing by it. */
  @ParameterizedTest
  @CsvSource({"true, ITSELF, MEMORY_LIMIT", "false, WALL_LIMIT, WALL_TIME_LIMIT"})
  void afterAStepThatTookItsSandboxWithItNoneRuns(
      boolean outOfMemory, EndCause cause, Verdict verdict) {
    Task task = Outcomes.task(3, List.of());
    StepOutcome lost =
        new StepOutcome(
            new Exit.Unknown("the stream broke"),
            cause,
            outOfMemory,
            false,
            StepOutcome.Usage.NONE,
            Bytes.EMPTY);
    List<StepResult> results = new ArrayList<>();
    results.add(Judge.judge(task.steps().get(0), Outcomes.exited(0, "3\n")));
    results.add(Judge.judge(task.steps().get(1), lost));
    assertThat(results.getLast().verdict()).contains(verdict);
    assertThat(Skips.reason(task, results)).contains("the task ended with s2");
    results.add(StepResult.skipped(task.steps().get(2), "the task ended with s2"));
    assertThat(Judge.overall(task, results)).isEqualTo(verdict);
  }

  @Test
  void cpuTimeUpToTheLimitIsFine() {
    Duration limit = Outcomes.STEP.limits().cpuTime();
    StepOutcome outcome =
        new StepOutcome(
            new Exit.Exited(0),
            EndCause.ITSELF,
            false,
            false,
            Outcomes.usage(limit),
            Bytes.ofText("3"));
    assertThat(Judge.judge(Outcomes.STEP, outcome).verdict()).contains(Verdict.ACCEPTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | INTERNAL_ERROR or not | false", "2 | ENOENT | false", "5 | EIO | true",
            "8 | ENOEXEC | false", "11 | EAGAIN | true",
        "12 | ENOMEM | true", "13 | EACCES | false", "23 | ENFILE | true", "24 | EMFILE | true",
            "99 | other | false"
      })
  void whatCannotStartIsTheNodesFaultOrTheSubmissions(int errno, String name, boolean node) {
    StepResult result = Judge.judge(Outcomes.STEP, Outcomes.ended(new Exit.NotStarted(errno)));
    assertThat(result.verdict())
        .as(name)
        .contains(node ? Verdict.INTERNAL_ERROR : Verdict.RUNTIME_ERROR);
    assertThat(result.detail()).startsWith("could not start: ");
  }

  @ParameterizedTest
  @CsvSource({
    "1, HUP",
    "6, ABRT",
    "8, FPE",
    "9, KILL",
    "11, SEGV",
    "13, PIPE",
    "15, TERM",
    "24, XCPU",
    "25, XFSZ",
    "31, SYS"
  })
  void signalsHaveTheirNames(int signal, String name) {
    assertThat(Judge.judge(Outcomes.STEP, Outcomes.ended(new Exit.Signalled(signal))).detail())
        .isEqualTo("signal " + signal + " (SIG" + name + ")");
  }

  @Test
  void aSignalIsNamedOnlyWhereItGaveTheVerdict() {
    StepOutcome crash = Outcomes.ended(new Exit.Signalled(11));
    assertThat(Judge.judge(Outcomes.STEP, crash).signal()).hasValue(11);
    assertThat(Judge.judge(COMPILE, crash).signal()).hasValue(11);
    StepOutcome memory =
        new StepOutcome(crash.exit(), EndCause.ITSELF, true, false, crash.usage(), crash.stdout());
    assertThat(Judge.judge(Outcomes.STEP, memory).signal()).isEmpty();
    StepOutcome killed =
        new StepOutcome(
            crash.exit(), EndCause.WALL_LIMIT, false, false, crash.usage(), crash.stdout());
    assertThat(Judge.judge(Outcomes.STEP, killed).signal()).isEmpty();
    assertThat(Judge.judge(Outcomes.STEP, Outcomes.exited(139, "")).signal()).isEmpty();
  }

  @Test
  void realTimeSignalsHaveNumbersOnly() {
    assertThat(Judge.judge(Outcomes.STEP, Outcomes.ended(new Exit.Signalled(34))).detail())
        .isEqualTo("signal 34");
  }

  @Test
  void anUnknownExitIsOneLine() {
    assertThat(
            Judge.judge(Outcomes.STEP, Outcomes.ended(new Exit.Unknown("a\nb\u001b[31m\u009b2J ")))
                .detail())
        .isEqualTo("a b [31m 2J");
  }

  @Test
  void aFailedCompilationIsACompileError() {
    StepResult failed = Judge.judge(COMPILE, Outcomes.exited(1, ""));
    assertThat(failed.verdict()).contains(Verdict.COMPILE_ERROR);
    assertThat(failed.detail()).isEqualTo("exit code 1");
    assertThat(failed.points()).isZero();
    assertThat(Judge.endsTask(failed)).isTrue();
    assertThat(Judge.judge(COMPILE, Outcomes.exited(0, "4")).verdict())
        .contains(Verdict.COMPILE_ERROR);
    StepOutcome memory =
        new StepOutcome(
            new Exit.Exited(0),
            EndCause.ITSELF,
            true,
            false,
            StepOutcome.Usage.NONE,
            Bytes.ofText("3"));
    assertThat(Judge.judge(COMPILE, memory).verdict()).contains(Verdict.COMPILE_ERROR);
  }

  @Test
  void theNodesFaultInACompilationIsNoCompileError() {
    StepResult lost = Judge.judge(COMPILE, Outcomes.ended(new Exit.Unknown("gone")));
    assertThat(lost.verdict()).contains(Verdict.INTERNAL_ERROR);
    assertThat(Judge.endsTask(lost)).isTrue();
    assertThat(Judge.judge(COMPILE, Outcomes.exited(0, "3")).verdict()).contains(Verdict.ACCEPTED);
  }

  @ParameterizedTest
  @EnumSource
  void onlyTwoVerdictsEndTheTask(Verdict verdict) {
    assertThat(Judge.endsTask(result(verdict, 0)))
        .isEqualTo(verdict == Verdict.COMPILE_ERROR || verdict == Verdict.INTERNAL_ERROR);
    assertThat(Judge.endsTask(StepResult.skipped(Outcomes.STEP, ""))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ACCEPTED | ACCEPTED",
        "ACCEPTED ACCEPTED | ACCEPTED",
        "ACCEPTED WRONG_ANSWER TIME_LIMIT | WRONG_ANSWER",
        "TIME_LIMIT WRONG_ANSWER ACCEPTED | TIME_LIMIT",
        "COMPILE_ERROR - - | COMPILE_ERROR",
        "WRONG_ANSWER COMPILE_ERROR - | COMPILE_ERROR",
        "WRONG_ANSWER INTERNAL_ERROR - | INTERNAL_ERROR",
        "COMPILE_ERROR INTERNAL_ERROR | INTERNAL_ERROR",
        "ACCEPTED - | INTERNAL_ERROR",
        "WRONG_ANSWER - | INTERNAL_ERROR",
        "- | INTERNAL_ERROR",
        "'' | INTERNAL_ERROR"
      })
  void theVerdictOfATask(String steps, Verdict overall) {
    List<String> words = Arrays.stream(steps.split(" ")).filter(w -> !w.isEmpty()).toList();
    List<StepResult> results =
        words.stream()
            .map(word ->
                word.equals("-")
                    ? StepResult.skipped(Outcomes.STEP, "")
                    : result(Verdict.valueOf(word), 2))
            .toList();
    Task task = Outcomes.task(Math.max(1, results.size()), List.of());
    Result result = Judge.result(task, results, Stages.NONE);
    assertThat(result.verdict()).isEqualTo(overall).isEqualTo(Judge.overall(task, results));
    assertThat(result.points())
        .isEqualTo(2 * (int) results.stream().filter(r -> r.verdict().isPresent()).count());
    assertThat(result.maxPoints()).isEqualTo(5 * task.steps().size());
    assertThat(result.steps()).isEqualTo(results);
    assertThat(result.groups()).isEmpty();
  }

  private static StepResult result(Verdict verdict, int points) {
    return new StepResult(
        "s", Optional.of(verdict), "", Duration.ZERO, Duration.ZERO, new ByteSize(0), points, 5);
  }
}
