package io.kriterion.cri.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.grpc.Status;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ContainerState;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.fake.CallFault;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.fake.Soon;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxState;
import io.kriterion.cri.stream.AttachSession;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.ExecStatus;
import io.kriterion.cri.v1.StopPodSandboxRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class SandboxTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final PodSandboxSpec POD =
      PodSandboxSpec.builder("pod").labels(Map.of("task", "7")).build();
  private static final ContainerSpec MAIN =
      ContainerSpec.builder("main", "busybox").labels(Map.of("task", "7")).build();

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

  private int sandboxes() {
    return client.runtime().listPodSandboxes(Map.of()).size();
  }

  private int containers() {
    return client.runtime().listContainers(Map.of()).size();
  }

  private static CriCallException failure(Runnable call) {
    return assertThatExceptionOfType(CriCallException.class).isThrownBy(call::run).actual();
  }

  @Test
  void aLeaseFromBeginningToEnd() throws Exception {
    server
        .streaming()
        .program(
            "cat",
            (in, out, err) -> {
              in.transferTo(out);
              return 7;
            });
    try (Sandbox sandbox = client.runSandbox(POD)) {
      assertThat(sandbox.status().state()).isEqualTo(SandboxState.READY);
      assertThat(sandbox.spec()).isSameAs(POD);
      try (Container container = sandbox.run(MAIN)) {
        server
            .streaming()
            .program(
                container.id().value(),
                (in, out, err) -> {
                  out.write("attached".getBytes(StandardCharsets.UTF_8));
                  return 0;
                });
        assertThat(container.status().state()).isEqualTo(ContainerState.RUNNING);
        assertThat(container.sandbox()).isSameAs(sandbox);
        try (ExecSession exec = container.exec(ExecSpec.of(List.of("cat")).withStdin(true))) {
          exec.stdin().write("hello".getBytes(StandardCharsets.UTF_8));
          exec.stdin().close();
          assertThat(exec.stdout().readAllBytes()).asString().isEqualTo("hello");
          assertThat(exec.await(SOON)).isEqualTo(new ExecStatus.Exited(7));
        }
        try (AttachSession attached = container.attach(AttachSpec.outputs())) {
          assertThat(attached.stdout().readAllBytes()).asString().isEqualTo("attached");
        }
        assertThatExceptionOfType(TimeoutException.class)
            .isThrownBy(() -> container.awaitExit(Duration.ZERO))
            .withMessageContaining("RUNNING");
        container.stop(Duration.ZERO);
        assertThat(container.awaitExit(SOON).exitCode()).hasValue(137);
      }
      assertThat(containers()).isZero();
      assertThat(sandboxes()).isOne();
      sandbox.stop();
      assertThat(sandbox.status().state()).isEqualTo(SandboxState.NOT_READY);
    }
    assertThat(sandboxes()).isZero();
  }

  @Test
  void closingASandboxClosesItsContainers() {
    Sandbox sandbox = client.runSandbox(POD);
    Container container = sandbox.run(MAIN);
    sandbox.close();
    int calls = server.runtime().requests.size();

    container.close();
    sandbox.close();

    assertThat(server.runtime().requests).as("no call for what is gone").hasSize(calls);
    assertThat(containers()).isZero();
    assertThatIllegalStateException().isThrownBy(container::start);
    assertThatIllegalStateException().isThrownBy(() -> sandbox.createContainer(MAIN));
  }

  @Test
  void whatIsGoneAlreadyIsNoFailure() {
    Sandbox sandbox = client.runSandbox(POD);
    Container container = sandbox.run(MAIN);
    client.runtime().removeContainer(container.id());
    container.close();
    client.runtime().removePodSandbox(sandbox.id());
    sandbox.close();
  }

  @Test
  void aSandboxWhoseAnswerWasLostIsRemoved() {
    client.runtime().runPodSandbox(PodSandboxSpec.builder("other").labels(POD.labels()).build());
    server.fault("RunPodSandbox", new CallFault.LoseAnswer(Status.RESOURCE_EXHAUSTED));

    CriCallException failure = failure(() -> client.runSandbox(POD));

    assertThat(failure.code()).isEqualTo(CriErrorCode.RESOURCE_EXHAUSTED);
    assertThat(failure).hasNoSuppressedExceptions();
    assertThat(client.runtime().listPodSandboxes(Map.of()))
        .singleElement()
        .satisfies(left -> assertThat(left.name()).isEqualTo("other"));
  }

  @Test
  void aSandboxOfTheSameNameIsSomebodyElses() {
    client.runtime().runPodSandbox(POD);

    assertThat(failure(() -> client.runSandbox(POD)).code()).isEqualTo(CriErrorCode.NAME_RESERVED);

    assertThat(sandboxes()).isOne();
  }

  @Test
  void aFailedUndoIsSuppressed() {
    server.fault("RunPodSandbox", new CallFault.LoseAnswer(Status.RESOURCE_EXHAUSTED));
    server.fail("StopPodSandbox", Status.UNKNOWN.withDescription("cannot stop"));
    server.fail("RemovePodSandbox", Status.UNKNOWN.withDescription("cannot remove"));

    CriCallException failure = failure(() -> client.runSandbox(POD));

    assertThat(failure.code()).isEqualTo(CriErrorCode.RESOURCE_EXHAUSTED);
    assertThat(failure.getSuppressed())
        .singleElement()
        .satisfies(stopping -> {
          assertThat(stopping).hasMessageContaining("cannot stop");
          assertThat(stopping.getSuppressed())
              .singleElement()
              .satisfies(removing -> assertThat(removing).hasMessageContaining("cannot remove"));
        });
  }

  @Test
  void aContainerWhoseAnswerWasLostIsRemovedAndNoOther() {
    try (Sandbox sandbox = client.runSandbox(POD)) {
      Container known = sandbox.createContainer(MAIN);
      server.faultOnce("CreateContainer", new CallFault.LoseAnswer(Status.RESOURCE_EXHAUSTED));

      failure(() -> sandbox.createContainer(MAIN));

      assertThat(client.runtime().listContainers(Map.of()))
          .singleElement()
          .satisfies(left -> assertThat(left.id()).isEqualTo(known.id()));
    }
  }

  @Test
  void aContainerThatDoesNotStartIsRemoved() {
    try (Sandbox sandbox = client.runSandbox(POD)) {
      server.fail("StartContainer", Status.UNKNOWN.withDescription("no such file"));

      assertThat(failure(() -> sandbox.run(MAIN)).operation()).isEqualTo("StartContainer");

      assertThat(containers()).isZero();
    }
  }

  @Test
  void aFailedCloseMayBeRepeated() {
    Sandbox sandbox = client.runSandbox(POD);
    server.fail("StopPodSandbox", Status.UNKNOWN.withDescription("busy"));
    server.fail("RemovePodSandbox", Status.UNKNOWN.withDescription("busy"));
    assertThat(failure(sandbox::close).getSuppressed()).hasSize(1);
    server.heal();

    sandbox.close();

    assertThat(sandboxes()).isZero();
  }

  @Test
  void aRemovalIsTriedEvenIfStoppingFails() {
    Sandbox sandbox = client.runSandbox(POD);
    server.fail("StopPodSandbox", Status.UNKNOWN.withDescription("busy"));

    assertThat(failure(sandbox::close).operation()).isEqualTo("StopPodSandbox");

    assertThat(sandboxes()).isZero();
  }

  @Test
  void closingIsBoundedWhereTheRuntimeDoesNotAnswer() {
    Duration timeout = Duration.ofSeconds(1);
    try (CriClient hasty = connect(timeout)) {
      Sandbox sandbox = hasty.runSandbox(POD);
      server.hang("StopPodSandbox");
      server.hang("RemovePodSandbox");
      long start = System.nanoTime();

      assertThat(failure(sandbox::close).code()).isEqualTo(CriErrorCode.DEADLINE_EXCEEDED);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(timeout, timeout.plusSeconds(25));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "during"})
  void anInterruptDoesNotBreakACloseOffAndStaysSet(String when) throws InterruptedException {
    Sandbox sandbox = client.runSandbox(POD);
    CallFault.Hold stopping = new CallFault.Hold();
    server.fault("StopPodSandbox", stopping);
    AtomicReference<String> seen = new AtomicReference<>("");
    Thread closer =
        Thread.ofVirtual()
            .start(() -> {
              if (when.equals("before")) {
                Thread.currentThread().interrupt();
              }
              try {
                sandbox.close();
                seen.set("closed " + Thread.currentThread().isInterrupted());
              } catch (CriException e) {
                seen.set(e.toString());
              }
            });
    Soon.until(() -> server.runtime().requests.getLast() instanceof StopPodSandboxRequest);
    closer.interrupt();
    stopping.release();
    assertThat(closer.join(SOON)).isTrue();

    assertThat(seen).hasValue("closed true");
    assertThat(sandboxes()).isZero();
  }

  @Test
  void anInterruptedRunStillSaysWhatItMade() {
    server.fault("RunPodSandbox", new CallFault.Delay(Duration.ofMillis(100)));
    Thread.currentThread().interrupt();
    try (Sandbox sandbox = client.runSandbox(POD)) {
      assertThat(Thread.interrupted()).isTrue();
      assertThat(sandbox.status().state()).isEqualTo(SandboxState.READY);
    }
    assertThat(sandboxes()).isZero();
  }
}
