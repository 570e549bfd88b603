package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.Event.Agreement;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a run on another handler says of a submission that crashes. */
class SecondRunTest extends AttemptsFixture {

  @Test
  void aCrashOnBothHandlersStands() throws InterruptedException {
    ends(CRASH, CRASH, OK);
    ends(CRASH, CRASH);
    Result result = grade(2, "crun");
    assertThat(told())
        .containsExactly(
            "planned", Agreement.AGREES + " a second run on crun crashes too", "RUNTIME_ERROR");
    assertThat(result.steps())
        .extracting(StepResult::detail)
        .element(1)
        .isEqualTo("signal 11 (SIGSEGV)");
    assertThat(graded.getLast().handler()).isEqualTo("crun");
    assertThat(graded.getLast().task().steps()).as("no step after the last crash").hasSize(2);
  }

  @Test
  void aCrashOnOneHandlerIsNotTheStudents() throws InterruptedException {
    ends(OK, CRASH, CRASH);
    ends(OK, CRASH, FAILED);
    Result result = grade(1, "crun");
    assertThat(result.verdict()).isEqualTo(Verdict.INTERNAL_ERROR);
    String disagree =
        "the runtime handlers disagree: signal 11 (SIGSEGV) on runc, RUNTIME_ERROR (exit code 1) on"
            + " crun";
    assertThat(told())
        .containsExactly(
            "planned",
            Agreement.DISAGREES + " a second run on crun does not crash in: c",
            "c " + disagree,
            "INTERNAL_ERROR");
    assertThat(result.steps().stream().map(step -> step.verdict().orElseThrow()))
        .containsExactly(Verdict.ACCEPTED, Verdict.RUNTIME_ERROR, Verdict.INTERNAL_ERROR);
    assertThat(result.steps().getLast().detail()).isEqualTo(disagree);
  }

  @Test
  void aDisagreementIsAFailureOfTheNodeAndTriedAgain() throws InterruptedException {
    ends(CRASH, OK, OK);
    ends(OK);
    ends(OK, OK, OK);
    assertThat(grade(2, "crun").verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(told())
        .hasSize(6)
        .element(3)
        .asString()
        .startsWith("2 a: the runtime handlers disagree");
    assertThat(graded.stream().map(Plan::attempt)).containsExactly(1, 1, 2);
  }

  @Test
  void aSecondRunThatCannotBeMadeLeavesTheFirst() throws InterruptedException {
    secondRefusal = new GraderException(FailureClass.RUNTIME, "crun is sick");
    ends(CRASH, OK, OK);
    assertThat(grade(2, "crun").verdict()).isEqualTo(Verdict.RUNTIME_ERROR);
    assertThat(told())
        .containsExactly(
            "planned",
            Agreement.UNKNOWN + " the crash is not confirmed: crun is sick",
            "RUNTIME_ERROR");
  }

  @Test
  void aSecondRunThatFailsItselfLeavesTheFirst() throws InterruptedException {
    ends(CRASH, OK, OK);
    fails(call(CriErrorCode.HANDLER_NOT_INSTALLED));
    ends(CRASH, OK, OK);
    ends(BROKEN);
    for (int i = 0; i < 2; i++) {
      assertThat(grade(2, "crun").verdict()).isEqualTo(Verdict.RUNTIME_ERROR);
    }
    assertThat(told().stream().filter(line -> line.startsWith("UNKNOWN"))).hasSize(2);
    assertThat(graded).hasSize(4);
  }

  @Test
  void onlyACrashIsRunTwice() throws InterruptedException {
    for (String word : Arrays.asList(OK, FAILED, BROKEN)) {
      ends(word, OK, OK);
      grade(1, "crun");
    }
    ends(CRASH, BROKEN, "");
    assertThat(grade(1, "crun").verdict()).isEqualTo(Verdict.INTERNAL_ERROR);
    ends(CRASH, OK, OK);
    assertThat(grade(1).verdict()).as("not configured").isEqualTo(Verdict.RUNTIME_ERROR);
    assertThat(graded).hasSize(5).allMatch(plan -> plan.handler().equals("runc"));
  }
}
