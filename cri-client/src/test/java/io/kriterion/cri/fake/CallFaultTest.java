package io.kriterion.cri.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.grpc.Status;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class CallFaultTest {

  private static final PodSandboxSpec POD = PodSandboxSpec.builder("pod").build();

  @TempDir private Path directory;
  private FakeCriServer server;
  private CriClient client;

  @BeforeEach
  void start() {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    client = connect(Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private CriClient connect(Duration callTimeout) {
    return CriClient.connect(CriClientOptions.of(server.socket()).withCallTimeout(callTimeout));
  }

  private static void assertCode(ThrowingCallable call, CriErrorCode code) {
    assertThatThrownBy(call)
        .asInstanceOf(type(CriCallException.class))
        .extracting(CriCallException::code)
        .isEqualTo(code);
  }

  private int sandboxes() {
    return client.runtime().listPodSandboxes(Map.of()).size();
  }

  @Test
  void aRefusedCallHasNoEffect() {
    server.fault("RunPodSandbox", new CallFault.Refuse(Status.NOT_FOUND));

    assertCode(() -> client.runtime().runPodSandbox(POD), CriErrorCode.NOT_FOUND);

    assertThat(sandboxes()).isZero();
  }

  @Test
  void aLostAnswerHidesAnEffect() {
    server.fault("RunPodSandbox", new CallFault.LoseAnswer(Status.RESOURCE_EXHAUSTED));

    assertCode(() -> client.runtime().runPodSandbox(POD), CriErrorCode.RESOURCE_EXHAUSTED);

    assertThat(sandboxes()).isOne();
  }

  @Test
  void aHalfAnswerIsWaitedForUntilTheDeadline() {
    server.fault("RunPodSandbox", new CallFault.HalfAnswer());

    try (CriClient hasty = connect(Duration.ofSeconds(1))) {
      assertCode(() -> hasty.runtime().runPodSandbox(POD), CriErrorCode.DEADLINE_EXCEEDED);
    }

    assertThat(sandboxes()).isOne();
  }

  @Test
  void aBrokenConnectionIsMadeAgain() {
    server.faultOnce("RunPodSandbox", new CallFault.BreakConnection());

    assertThatThrownBy(() -> client.runtime().runPodSandbox(POD))
        .isInstanceOf(CriConnectionException.class);

    // the channel may still be in its first back-off: a fresh client is not
    try (CriClient fresh = CriClient.connect(server.socket())) {
      assertThat(fresh.runtime().listPodSandboxes(Map.of())).hasSize(1);
    }
  }

  @Test
  void aLateAnswerArrives() {
    Duration late = Duration.ofMillis(50);
    server.faultOnce("Version", new CallFault.Delay(late));
    long start = System.nanoTime();

    assertThat(client.runtime().version().name()).isEqualTo("fake");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(late);
  }

  @Test
  void anAnswerLaterThanTheDeadlineIsNotAwaited() {
    try (CriClient hasty = connect(Duration.ofSeconds(1))) {
      server.fault("Version", new CallFault.Delay(Duration.ofHours(1)));

      assertCode(() -> hasty.runtime().version(), CriErrorCode.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void aHeldAnswerWaitsForItsReleaseAndItsEffectDoesNot() throws InterruptedException {
    CallFault.Hold hold = new CallFault.Hold();
    server.fault("RunPodSandbox", hold);
    AtomicReference<String> answer = new AtomicReference<>("");
    Thread caller =
        Thread.ofVirtual().start(() -> answer.set(client.runtime().runPodSandbox(POD).value()));

    Soon.until(() -> sandboxes() == 1);
    assertThat(caller.join(Duration.ofMillis(50))).isFalse();
    hold.release();

    assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
    assertThat(answer.get()).isNotEmpty();
  }

  @Test
  void aFaultOnceIsOverAfterOneCall() {
    server.faultOnce("Version", new CallFault.Refuse(Status.NOT_FOUND));
    server.fault("Status", new CallFault.Refuse(Status.NOT_FOUND));

    assertCode(() -> client.runtime().version(), CriErrorCode.NOT_FOUND);
    assertThat(client.runtime().version().name()).isEqualTo("fake");
    assertCode(() -> client.runtime().status(), CriErrorCode.NOT_FOUND);
    assertCode(() -> client.runtime().status(), CriErrorCode.NOT_FOUND);
    server.heal();
    assertThat(client.runtime().status().handlers()).isEmpty();
  }

  @Test
  void okIsNoFault() {
    assertThatThrownBy(() -> new CallFault.Refuse(Status.OK))
        .hasMessage("status: OK (expected: a failure)");
    assertThatThrownBy(() -> new CallFault.Delay(Duration.ofMillis(-1)))
        .hasMessage("by: PT-0.001S (expected: 0 or more)");
  }
}
