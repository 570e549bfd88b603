package io.kriterion.grader.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** What an interactor's own end means for the step whose program it talks to. */
final class InteractionTest {

  private static final StepOutcome WELL = Outcomes.exited(0, "anything");

  private static StepResult judged(StepOutcome program, StepOutcome interactor, String said) {
    Interaction interaction = new Interaction(interactor, true, Bytes.ofText(said));
    return Judge.judge(Outcomes.INTERACTIVE, program.with(program.cause(), interaction));
  }

  private static void assertFailed(StepOutcome interactor, String detail) {
    StepOutcome crash = Outcomes.ended(new Exit.Signalled(11));
    for (StepOutcome program : new StepOutcome[] {WELL, crash}) {
      StepResult result = judged(program, interactor, "");
      assertThat(result.verdict()).contains(Verdict.INTERNAL_ERROR);
      assertThat(result.detail()).isEqualTo("the interactor failed: " + detail);
      assertThat(result.points()).isZero();
      assertThat(result.signal()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 41, 44, 127, 128 + 9, 255})
  void everyOtherExitCodeIsItsOwnFailure(int code) {
    assertFailed(
        Outcomes.exited(code, ""), "exit code " + code + " (expected: 42 for right, 43 for wrong)");
  }

  @Test
  void aSignalAndAMissingProgramAreItsOwnFailure() {
    assertFailed(Outcomes.ended(new Exit.Signalled(13)), "signal 13 (SIGPIPE)");
    assertFailed(
        Outcomes.ended(new Exit.NotStarted(2)),
        "could not start: no such file or directory (ENOENT)");
    assertFailed(Outcomes.ended(new Exit.Unknown("its sandbox is gone")), "its sandbox is gone");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "ITSELF")
  void aLimitIsItsOwnFailureWhateverItsExitCode(EndCause cause) {
    for (int code : new int[] {42, 43}) {
      StepOutcome well = Outcomes.exited(code, "");
      StepOutcome limited =
          new StepOutcome(well.exit(), cause, false, false, well.usage(), well.stdout());
      assertThat(judged(WELL, limited, "").verdict()).contains(Verdict.INTERNAL_ERROR);
    }
  }

  @Test
  void moreThanItsLimitsIsItsOwnFailureAlsoWhereItEndedByItself() {
    StepOutcome well = Outcomes.exited(43, "");
    assertFailed(
        new StepOutcome(well.exit(), EndCause.ITSELF, true, false, well.usage(), well.stdout()),
        "out of memory (limit 256MiB)");
    assertFailed(
        new StepOutcome(well.exit(), EndCause.ITSELF, false, true, well.usage(), well.stdout()),
        "too much output (limit 1MiB)");
    assertFailed(
        new StepOutcome(
            well.exit(),
            EndCause.ITSELF,
            false,
            false,
            Outcomes.usage(Duration.ofSeconds(11)),
            well.stdout()),
        "11s of CPU time (limit 10s)");
  }

  @Test
  void aStepWhoseInteractorNobodySawIsNotAccepted() {
    StepResult result = Judge.judge(Outcomes.INTERACTIVE, WELL);
    assertThat(result.verdict()).contains(Verdict.INTERNAL_ERROR);
    assertThat(result.detail()).isEqualTo("its interactor was not seen");
  }

  @Test
  void itsFirstWordsAreTheDetailWithoutAnythingThatDisturbsATerminal() {
    StepOutcome wrong = Outcomes.exited(43, "");
    assertThat(judged(WELL, wrong, "").detail()).isEqualTo("the interactor says so");
    assertThat(judged(WELL, wrong, "\n \r\n  7 is \u001b[31mtoo much\u0007 \nmore").detail())
        .isEqualTo("7 is \\u{1b}[31mtoo much\\u{7}");
    assertThat(judged(WELL, wrong, "x".repeat(1000)).detail()).hasSize(201).endsWith("x…");
    assertThat(judged(WELL, Outcomes.exited(2, ""), "no file").detail())
        .isEqualTo(
            "the interactor failed: exit code 2 (expected: 42 for right, 43 for wrong): no file");
    StepOutcome right = Outcomes.exited(42, "");
    assertThat(judged(WELL, right, "well done").detail()).isEmpty();
  }
}
