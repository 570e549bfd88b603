package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.fake.CallFault;
import io.kriterion.grader.task.Event;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A grading whose runtime fails it: it ends with the runtime's reason, and leaves nothing. */
@Timeout(60)
class GradingOnFakeRuntimeTest extends FakeRuntimeFixture {

  private CriCallException failureOfGrading() {
    return assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(() -> grade(plan("runc"), events::add))
        .actual();
  }

  @Test
  void aRefusedSandboxEndsTheGradingWithTheRuntimesReason() throws IOException {
    server.fail(
        "RunPodSandbox", Status.UNKNOWN.withDescription("no runtime for \"runc\" is configured"));

    CriCallException failure = failureOfGrading();

    assertThat(failure.code()).isEqualTo(CriErrorCode.NO_SUCH_HANDLER);
    assertThat(failure.operation()).isEqualTo("RunPodSandbox");
    assertThat(events).hasSize(1).first().isInstanceOf(Event.Planned.class);
    assertNothingIsLeft();
  }

  @Test
  void aSandboxWhoseAnswerWasLostIsRemovedAllTheSame() throws IOException {
    server.fault("RunPodSandbox", new CallFault.LoseAnswer(Status.RESOURCE_EXHAUSTED));

    assertThat(failureOfGrading().code()).isEqualTo(CriErrorCode.RESOURCE_EXHAUSTED);

    assertNothingIsLeft();
  }

  @Test
  void aRefusedContainerTakesItsSandboxWithIt() throws IOException {
    server.fail("CreateContainer", Status.UNKNOWN.withDescription("disk full"));

    CriCallException failure = failureOfGrading();

    assertThat(failure.operation()).isEqualTo("CreateContainer");
    assertThat(failure).hasMessageContaining("disk full");
    assertNothingIsLeft();
  }
}
