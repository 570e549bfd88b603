package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.fake.CallFault;
import io.kriterion.cri.v1.RunPodSandboxRequest;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.runtime.HandlerHealth;
import io.kriterion.grader.runtime.HandlerSelection;
import io.kriterion.grader.runtime.HandlerSource.Seen;
import io.kriterion.grader.runtime.RetryPolicy;
import io.kriterion.grader.runtime.RuntimePolicy;
import io.kriterion.grader.runtime.RuntimeRequest;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A runtime fails the attempts at a submission, one way after another. */
@Timeout(60)
class AttemptsOnFakeRuntimeTest extends FakeRuntimeFixture {

  private static final Status NO_SHIM =
      Status.UNKNOWN.withDescription(
          "failed to start sandbox: runtime \"io.containerd.runc.v2\" binary not installed"
              + " \"containerd-shim-runc-v2\": file does not exist: unknown");

  private final HandlerHealth health =
      new HandlerHealth(
          () -> List.of(new Seen("crun", Optional.empty()), new Seen("runc", Optional.empty())),
          Duration.ofSeconds(30),
          InstantSource.fixed(Instant.EPOCH));

  private void grade(int attempts, Optional<String> asks) throws InterruptedException {
    HandlerSelection selection = new HandlerSelection(RuntimePolicy.BUILT_IN, health);
    RuntimeRequest request =
        new RuntimeRequest(Trust.NORMAL, Optional.empty(), Optional.of("base"), asks);
    Plans plans =
        new Plans() {
          @Override
          public Plan next() {
            return plan(selection.choose(request));
          }

          @Override
          public Plan secondRun(Plan first) {
            throw new AssertionError("nothing crashes");
          }
        };
    new Attempts(this::grade, new RetryPolicy(attempts, List.of()), health, events::add)
        .grade(plans);
  }

  private List<String> sandboxesAskedFor() {
    return server.runtime().requests.stream()
        .filter(RunPodSandboxRequest.class::isInstance)
        .map(RunPodSandboxRequest.class::cast)
        .map(asked ->
            asked.getRuntimeHandler()
                + " "
                + asked.getConfig().getMetadata().getAttempt()
                + " "
                + asked.getConfig().getLabelsOrThrow("io.kriterion/attempt"))
        .toList();
  }

  @Test
  void aHandlerWithoutItsShimIsReplacedInTheNextAttempt() throws IOException {
    server.faultOnce("RunPodSandbox", new CallFault.Refuse(NO_SHIM));
    server.fail("CreateContainer", Status.UNKNOWN.withDescription("disk full"));

    assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(() -> grade(2, Optional.empty()))
        .withMessageContaining("disk full");

    assertThat(sandboxesAskedFor()).containsExactly("crun 2 2");
    assertThat(events)
        .satisfiesExactly(
            event -> assertThat(event).isEqualTo(new Event.Planned("runc", "sha256:1")),
            event ->
                assertThat(event)
                    .isInstanceOfSatisfying(
                        Event.Retrying.class,
                        retrying ->
                            assertThat(retrying.reason())
                                .contains("binary not installed")
                                .doesNotContain("\n")),
            event -> assertThat(event).isEqualTo(new Event.Planned("crun", "sha256:1")));
    assertNothingIsLeft();
  }

  @Test
  void whereOnlyThatHandlerWillDoTheNextAttemptIsRefusedAtOnce() throws IOException {
    server.fail("RunPodSandbox", NO_SHIM);

    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> grade(5, Optional.of("runc")))
        .withMessageContainingAll("runc is sick", "binary not installed", "tried again in 30 s")
        .satisfies(e -> assertThat(e.failureClass()).isEqualTo(FailureClass.RUNTIME));

    assertThat(events).hasSize(2);
    assertNothingIsLeft();
  }

  @Test
  void aFailureThatMayPassIsTriedOnTheSameHandlerUntilItHasComeThreeTimes() throws IOException {
    server.fail("CreateContainer", Status.UNKNOWN.withDescription("busy"));

    assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(() -> grade(4, Optional.empty()))
        .withMessageContaining("busy");

    assertThat(sandboxesAskedFor()).containsExactly("runc 1 1", "runc 2 2", "runc 3 3", "crun 4 4");
    assertNothingIsLeft();
  }
}
