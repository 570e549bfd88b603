package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.runtime.HandlerState;
import io.kriterion.grader.task.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a submission whose node fails. */
class AttemptsTest extends AttemptsFixture {

  @Test
  void whatTheNodeGradesIsGradedOnce() throws InterruptedException {
    ends(OK, FAILED, OK);
    assertThat(grade(3, "crun").verdict()).isEqualTo(Verdict.RUNTIME_ERROR);
    assertThat(told()).containsExactly("planned", "RUNTIME_ERROR");
  }

  @Test
  void anInternalErrorIsGradedAgainWithTheNextNumber() throws InterruptedException {
    ends(OK, BROKEN, "");
    ends(OK, OK, OK);
    assertThat(grade(3).verdict()).isEqualTo(Verdict.ACCEPTED);
    assertThat(told()).containsExactly("planned", "2 b: the stream broke", "planned", "ACCEPTED");
    assertThat(graded.stream().map(Plan::attempt)).containsExactly(1, 2);
    assertThat(graded.stream().map(plan -> Grading.assignment(plan).attempt()))
        .containsExactly(1, 2);
  }

  @Test
  void onlyTheVerdictThatStandsIsTold() throws InterruptedException {
    ends(OK, BROKEN, "");
    ends(OK, OK, OK);
    grade(3);
    assertThat(judged()).containsExactly(Map.entry(events.size() - 2, Verdict.ACCEPTED));
  }

  @Test
  void aVerdictThatASecondRunMayChangeWaitsForIt() throws InterruptedException {
    ends(CRASH, CRASH, OK);
    ends(CRASH, CRASH);
    grade(1, "crun");
    assertThat(judged()).containsExactly(Map.entry(events.size() - 2, Verdict.RUNTIME_ERROR));
  }

  @Test
  void theLastInternalErrorIsTheResult() throws InterruptedException {
    ends(OK, BROKEN, "");
    ends(BROKEN, "", "");
    assertThat(grade(2).verdict()).isEqualTo(Verdict.INTERNAL_ERROR);
    assertThat(told())
        .containsExactly("planned", "2 b: the stream broke", "planned", "INTERNAL_ERROR");
  }

  @Test
  void oneAttemptIsOne() {
    fails(call(CriErrorCode.OTHER));
    assertThatExceptionOfType(CriCallException.class).isThrownBy(() -> grade(1));
    assertThat(told()).containsExactly("planned");
  }

  @ParameterizedTest
  @EnumSource(FailureClass.class)
  void onlyTheNodesOwnFailuresAreTriedAgain(FailureClass failureClass) throws InterruptedException {
    fails(new GraderException(failureClass, "why"));
    ends(OK, OK, OK);
    if (failureClass == FailureClass.RUNTIME || failureClass == FailureClass.NODE) {
      assertThat(grade(2).verdict()).isEqualTo(Verdict.ACCEPTED);
      assertThat(told()).containsExactly("planned", "2 why", "planned", "ACCEPTED");
    } else {
      assertThatExceptionOfType(GraderException.class).isThrownBy(() -> grade(2));
      assertThat(told()).containsExactly("planned");
    }
  }

  @ParameterizedTest
  @EnumSource(FailureClass.class)
  void aPlanThatIsRefusedIsNotMadeAgain(FailureClass failureClass) {
    refusal = new GraderException(failureClass, "sick");
    assertThatExceptionOfType(GraderException.class).isThrownBy(() -> grade(5)).withMessage("sick");
    assertThat(events).isEmpty();
  }

  @Test
  void aRuntimeThatDoesNotAnswerToAPlanIsAskedAgain() {
    refusal = call(CriErrorCode.DEADLINE_EXCEEDED);
    assertThatExceptionOfType(CriCallException.class).isThrownBy(() -> grade(3));
    assertThat(told()).hasSize(2).allMatch(line -> line.matches("[23] .*why.*"));
  }

  @Test
  void anInterruptEndsItWithoutAnotherTry() {
    results.add(() -> {
      Thread.currentThread().interrupt();
      throw call(CriErrorCode.CANCELLED);
    });
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> grade(3));
    assertThat(Thread.interrupted()).isFalse();
    assertThat(told()).containsExactly("planned");
    assertThat(health.state("runc")).isEqualTo(new HandlerState.Usable());
  }

  @Test
  void aHandlerThatCannotMakeASandboxIsReported() throws InterruptedException {
    fails(call(CriErrorCode.HANDLER_NOT_INSTALLED));
    ends(OK, OK, OK);
    assertThatExceptionOfType(CriCallException.class).isThrownBy(() -> grade(1));
    assertThat(health.state("runc")).isInstanceOf(HandlerState.Sick.class);
    assertThat(grade(1).verdict()).as("tried all the same").isEqualTo(Verdict.ACCEPTED);
    assertThat(health.state("runc")).isEqualTo(new HandlerState.Usable());
  }

  @Test
  void aSubmissionCannotMakeAHandlerSick() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      ends(BROKEN, "", "");
    }
    assertThat(grade(10).verdict()).isEqualTo(Verdict.INTERNAL_ERROR);
    for (int i = 0; i < 10; i++) {
      fails(new GraderException(FailureClass.TASK, "the sandbox does not take a file"));
      assertThatExceptionOfType(GraderException.class).isThrownBy(() -> grade(1));
    }
    assertThat(health.state("runc")).isEqualTo(new HandlerState.Usable());
  }
}
