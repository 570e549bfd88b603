package io.kriterion.cri.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ContainerState;
import io.kriterion.cri.container.ContainerStatus;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.image.ImageId;
import io.kriterion.cri.image.ImageInfo;
import io.kriterion.cri.image.ImageRef;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.sandbox.SandboxState;
import io.kriterion.cri.v1.Image;
import io.kriterion.cri.v1.RuntimeCondition;
import io.kriterion.cri.v1.RuntimeHandler;
import io.kriterion.cri.v1.StatusResponse;
import io.kriterion.cri.v1.StopContainerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class RuntimeServiceTest {

  @TempDir private Path directory;
  private FakeCriServer server;
  private CriClient client;
  private RuntimeService runtime;

  @BeforeEach
  void start() {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    client = connect(Duration.ofSeconds(20));
    runtime = client.runtime();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private CriClient connect(Duration callTimeout) {
    return CriClient.connect(CriClientOptions.of(server.socket()).withCallTimeout(callTimeout));
  }

  private static void assertCode(CriErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void lifeOfASandbox() {
    PodSandboxSpec spec =
        PodSandboxSpec.builder("pod").labels(Map.of("owner", "me")).handler("runc").build();
    SandboxId sandbox = runtime.runPodSandbox(spec);
    assertCode(CriErrorCode.NAME_RESERVED, () -> runtime.runPodSandbox(spec));

    ContainerSpec main = ContainerSpec.builder("main", "i").labels(Map.of("owner", "me")).build();
    ContainerId container = runtime.createContainer(sandbox, spec, main);
    assertThat(runtime.containerStatus(container).state()).isEqualTo(ContainerState.CREATED);
    assertThat(runtime.containerStatus(container).exitCode()).isEmpty();
    assertThat(runtime.containerStatus(container).startedAt()).isEmpty();
    runtime.startContainer(container);
    assertCode(CriErrorCode.WRONG_STATE, () -> runtime.startContainer(container));
    assertThat(runtime.listContainers(Map.of("owner", "me")))
        .singleElement()
        .satisfies(c -> assertThat(c.sandbox()).isEqualTo(sandbox))
        .satisfies(c -> assertThat(c.state()).isEqualTo(ContainerState.RUNNING));
    runtime.stopContainer(container, Duration.ZERO);
    ContainerStatus status = runtime.containerStatus(container);
    assertThat(status.exitCode()).hasValue(137);
    assertThat(status.reason()).isEqualTo("OOMKilled");
    assertThat(status.createdAt()).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(status.startedAt()).hasValue(Instant.ofEpochSecond(2));
    assertThat(status.finishedAt()).hasValue(Instant.ofEpochSecond(3));

    assertThat(runtime.listPodSandboxes(Map.of("owner", "me")))
        .singleElement()
        .satisfies(s -> assertThat(s.handler()).isEqualTo("runc"));
    assertThat(runtime.listPodSandboxes(Map.of("owner", "you"))).isEmpty();
    runtime.stopPodSandbox(sandbox);
    assertThat(runtime.podSandboxStatus(sandbox).state()).isEqualTo(SandboxState.NOT_READY);
    runtime.removePodSandbox(sandbox);
    assertCode(CriErrorCode.NOT_FOUND, () -> runtime.podSandboxStatus(sandbox));
    assertCode(CriErrorCode.NOT_FOUND, () -> runtime.containerStatus(container));
  }

  @Test
  void cleaningUpWhatIsGoneIsSuccess() {
    runtime.stopContainer(new ContainerId("gone"), Duration.ZERO);
    runtime.removeContainer(new ContainerId("gone"));
    runtime.stopPodSandbox(new SandboxId("gone"));
    runtime.removePodSandbox(new SandboxId("gone"));
    assertThat(server.runtime().requests).hasSize(4);
  }

  @Test
  void cleaningUpThatFailsOtherwiseIsAFailure() {
    server.fail("RemovePodSandbox", Status.UNKNOWN.withDescription("device busy"));
    assertCode(CriErrorCode.OTHER, () -> runtime.removePodSandbox(new SandboxId("x")));
  }

  @Test
  void graceIsRoundedUpToSeconds() {
    runtime.stopContainer(new ContainerId("gone"), Duration.ofMillis(1200));
    assertThat(((StopContainerRequest) server.runtime().requests.getLast()).getTimeout())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RunPodSandbox", "StopContainer", "Status"})
  void everyCallHasADeadline(String rpc) {
    server.hang(rpc);
    try (CriClient hasty = connect(Duration.ofSeconds(1))) {
      long start = System.nanoTime();
      assertCode(CriErrorCode.DEADLINE_EXCEEDED, () -> call(hasty.runtime(), rpc));
      long seconds = rpc.equals("Status") ? 1 : 2;
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(seconds * 1000 - 50), Duration.ofSeconds(seconds + 20));
    }
  }

  private static void call(RuntimeService runtime, String rpc) {
    switch (rpc) {
      case "RunPodSandbox" -> runtime.runPodSandbox(PodSandboxSpec.builder("p").build());
      case "StopContainer" -> runtime.stopContainer(new ContainerId("c"), Duration.ofSeconds(1));
      default -> runtime.status();
    }
  }

  @Test
  void interruptEndsACallAndStaysSet() throws InterruptedException {
    server.hang("Status");
    AtomicReference<String> seen = new AtomicReference<>("");
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                runtime.status();
              } catch (CriCallException e) {
                seen.set(e.code() + " " + Thread.currentThread().isInterrupted());
              }
            });
    caller.interrupt();
    assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
    assertThat(seen).hasValue("CANCELLED true");
  }

  @Test
  void runtimeThatIsGoneIsAConnectionFailure() {
    server.close();
    assertThatExceptionOfType(CriConnectionException.class)
        .isThrownBy(() ->
            runtime.createContainer(
                new SandboxId("s"),
                PodSandboxSpec.builder("p").build(),
                ContainerSpec.builder("c", "i").build()))
        .withMessageStartingWith("CreateContainer: c: the runtime does not answer")
        .satisfies(e -> assertThat(e.object()).hasValue("c"));
  }

  @Test
  void statusTellsHandlersOfNewRuntimes() {
    server.runtime().status =
        StatusResponse.newBuilder()
            .setStatus(
                io.kriterion.cri.v1.RuntimeStatus.newBuilder()
                    .addConditions(condition("RuntimeReady", true))
                    .addConditions(condition("NetworkReady", true)))
            .addRuntimeHandlers(RuntimeHandler.newBuilder().setName("runc"))
            .addRuntimeHandlers(RuntimeHandler.newBuilder())
            .addRuntimeHandlers(RuntimeHandler.newBuilder().setName("kata"))
            .build();
    RuntimeStatus status = runtime.status();
    assertThat(status.handlers()).containsExactly("kata", "runc");
    assertThat(status.runtimeReady()).isTrue();
    assertThat(status.networkReady()).isTrue();
    assertThat(status.message()).isEmpty();
  }

  @Test
  void statusTellsWhatIsNotReady() {
    server.runtime().status =
        StatusResponse.newBuilder()
            .setStatus(
                io.kriterion.cri.v1.RuntimeStatus.newBuilder()
                    .addConditions(condition("RuntimeReady", true))
                    .addConditions(condition("NetworkReady", false)))
            .build();
    RuntimeStatus status = runtime.status();
    assertThat(status.runtimeReady()).isTrue();
    assertThat(status.networkReady()).isFalse();
    assertThat(status.message()).isEqualTo("NetworkReady: Why: because");
    assertThat(status.handlers()).isEmpty();
  }

  private static RuntimeCondition condition(String type, boolean status) {
    return RuntimeCondition.newBuilder()
        .setType(type)
        .setStatus(status)
        .setReason("Why")
        .setMessage("because")
        .build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[{\"containerd\":1}],\"containerd\":{\"x\":{},\"runtimes\":{\"runc\":{\"type\":"
            + "\"t\",\"options\":{}},\"crun\":null}},\"z\":1}"
      })
  void statusTellsHandlersOfContainerdsConfiguration(String config) {
    server.runtime().status = StatusResponse.newBuilder().putInfo("config", config).build();
    assertThat(runtime.status().handlers()).containsExactly("crun", "runc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{\"containerd\":3}",
        "{\"containerd\":{\"runtimes\":[]}}",
        "{\"containerd\":{\"runtimes\":{\"runc\":",
        "{}"
      })
  void configurationThatSaysNothingGivesNoHandlers(String config) {
    server.runtime().status = StatusResponse.newBuilder().putInfo("config", config).build();
    assertThat(runtime.status().handlers()).isEmpty();
  }

  @Test
  void images() {
    ImageRef name = new ImageRef("registry.example/gcc:12");
    assertThat(client.images().status(name)).isEmpty();
    assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(() -> client.images().pull(name, Duration.ofSeconds(20)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(CriErrorCode.IMAGE_UNAVAILABLE));
    server
        .images()
        .registry
        .put(
            name.value(),
            Image.newBuilder().setId("sha256:1").addRepoTags(name.value()).setSize(7).build());
    assertThat(client.images().pull(name, Duration.ofSeconds(20)))
        .isEqualTo(new ImageId("sha256:1"));
    ImageInfo info = new ImageInfo(new ImageId("sha256:1"), List.of(name.value()), List.of(), 7);
    assertThat(client.images().status(name)).hasValue(info);
    assertThat(client.images().list()).containsExactly(info);
  }
}
