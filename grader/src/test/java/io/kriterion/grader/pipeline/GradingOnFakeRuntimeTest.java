package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.fake.CallFault;
import io.kriterion.grader.runtime.HandlerSettings;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.task.Event;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A grading whose runtime fails it ends with the runtime's reason, and leaves nothing. */
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

  @Test
  void theResultTellsWhetherItsSandboxHadBeenPrepared() throws IOException, InterruptedException {
    server.streaming().program("/.kriterion/init", new FakeInit((path, most, reply) -> {}));
    Plan plan =
        new Plan(
            plan("runc").task(),
            "runc",
            new PlannedImage("sha256:1", Map.of()),
            List.of(),
            Map.of(),
            HandlerSettings.of("runc").withAttach(false),
            1);
    SandboxSource prepared = (shape, assignment) -> Sandbox.prepare(host(), shape);

    assertThat(grade(plan, events::add).stages().prepared()).isFalse();
    assertThat(new Grading(prepared, events::add).grade(plan).stages().prepared()).isTrue();

    assertNothingIsLeft();
  }
}
