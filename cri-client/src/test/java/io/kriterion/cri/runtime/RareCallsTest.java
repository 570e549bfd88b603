package io.kriterion.cri.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.container.ContainerDetails;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ContainerState;
import io.kriterion.cri.container.ExecResult;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.MountOptions;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.error.CriUnsupportedException;
import io.kriterion.cri.fake.CannedAnswer;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.reader.StreamReader;
import io.kriterion.cri.sandbox.NetworkMode;
import io.kriterion.cri.sandbox.PidMode;
import io.kriterion.cri.sandbox.PodSandboxDetails;
import io.kriterion.cri.sandbox.PodSandboxFilter;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.sandbox.SandboxState;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.v1.AttachRequest;
import io.kriterion.cri.v1.AttachResponse;
import io.kriterion.cri.v1.CheckpointContainerRequest;
import io.kriterion.cri.v1.CheckpointContainerResponse;
import io.kriterion.cri.v1.CheckpointPodRequest;
import io.kriterion.cri.v1.CheckpointPodResponse;
import io.kriterion.cri.v1.ContainerMetadata;
import io.kriterion.cri.v1.ContainerResources;
import io.kriterion.cri.v1.ContainerStatus;
import io.kriterion.cri.v1.ContainerStatusRequest;
import io.kriterion.cri.v1.ContainerStatusResponse;
import io.kriterion.cri.v1.ContainerUser;
import io.kriterion.cri.v1.ExecSyncRequest;
import io.kriterion.cri.v1.ExecSyncResponse;
import io.kriterion.cri.v1.ImageSpec;
import io.kriterion.cri.v1.LinuxContainerResources;
import io.kriterion.cri.v1.LinuxContainerUser;
import io.kriterion.cri.v1.LinuxPodSandboxStatus;
import io.kriterion.cri.v1.LinuxRuntimeConfiguration;
import io.kriterion.cri.v1.MountPropagation;
import io.kriterion.cri.v1.Namespace;
import io.kriterion.cri.v1.NamespaceMode;
import io.kriterion.cri.v1.NamespaceOption;
import io.kriterion.cri.v1.PodIP;
import io.kriterion.cri.v1.PodSandbox;
import io.kriterion.cri.v1.PodSandboxMetadata;
import io.kriterion.cri.v1.PodSandboxNetworkStatus;
import io.kriterion.cri.v1.PodSandboxStatus;
import io.kriterion.cri.v1.PodSandboxStatusResponse;
import io.kriterion.cri.v1.PortForwardRequest;
import io.kriterion.cri.v1.PortForwardResponse;
import io.kriterion.cri.v1.ReopenContainerLogRequest;
import io.kriterion.cri.v1.ReopenContainerLogResponse;
import io.kriterion.cri.v1.RestorePodRequest;
import io.kriterion.cri.v1.RestorePodResponse;
import io.kriterion.cri.v1.RestoredContainer;
import io.kriterion.cri.v1.RuntimeConfigResponse;
import io.kriterion.cri.v1.StreamPodSandboxesRequest;
import io.kriterion.cri.v1.StreamPodSandboxesResponse;
import io.kriterion.cri.v1.UpdateContainerResourcesRequest;
import io.kriterion.cri.v1.UpdateContainerResourcesResponse;
import io.kriterion.cri.v1.UpdatePodSandboxResourcesRequest;
import io.kriterion.cri.v1.UpdatePodSandboxResourcesResponse;
import io.kriterion.cri.v1.UpdateRuntimeConfigRequest;
import io.kriterion.cri.v1.UpdateRuntimeConfigResponse;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The calls that the life of a sandbox does not need: what is sent, what the answer becomes. A long
 * file: one test for each call.
 */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class RareCallsTest {

  private static final ContainerId C = new ContainerId("c1");
  private static final SandboxId S = new SandboxId("s1");
  private static final Resources SMALL = Resources.builder().memoryBytes(100).build();
  private static final LinuxContainerResources SENT_SMALL = ResourceMessages.of(SMALL);

  @TempDir private Path directory;
  private FakeCriServer server;
  private CriClient client;

  @BeforeEach
  void start() {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    client =
        CriClient.connect(
            CriClientOptions.of(server.socket()).withCallTimeout(Duration.ofSeconds(20)));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void execSync() {
    CannedAnswer answer =
        server.answer(
            "ExecSync",
            ExecSyncResponse.newBuilder()
                .setExitCode(7)
                .setStdout(ByteString.copyFrom(new byte[] {0, -1}))
                .setStderr(ByteString.copyFromUtf8("e"))
                .build());
    ExecResult result =
        client.runtime().execSync(C, List.of("sh", "-c", "x"), Duration.ofMillis(1200));
    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.stdout()).containsExactly(0, -1);
    assertThat(result.stderr()).containsExactly('e');
    assertThat(result).hasToString("ExecResult[exitCode=7, stdout=2 bytes, stderr=1 bytes]");
    assertThat(answer.requests)
        .containsExactly(
            ExecSyncRequest.newBuilder()
                .setContainerId("c1")
                .addAllCmd(List.of("sh", "-c", "x"))
                .setTimeout(2)
                .build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.runtime().execSync(C, List.of("x"), Duration.ZERO))
        .withMessageStartingWith("timeout: PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.runtime().execSync(C, List.of(), Duration.ofSeconds(1)));
  }

  @Test
  void execSyncThatIsTooLargeOrTooLong() {
    server.fail("ExecSync", Status.RESOURCE_EXHAUSTED.withDescription("larger than max (2 vs. 1)"));
    assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(() -> client.runtime().execSync(C, List.of("x"), Duration.ofSeconds(1)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(CriErrorCode.RESOURCE_EXHAUSTED))
        .matches(e -> !e.retrySafe(), "it has run");
  }

  @Test
  void attachUrl() {
    CannedAnswer answer =
        server.answer("Attach", AttachResponse.newBuilder().setUrl("http://x/a").build());
    AttachSpec outputs = AttachSpec.outputs();
    assertThat(client.runtime().attachUrl(C, outputs.withStdin(true)))
        .isEqualTo(URI.create("http://x/a"));
    client.runtime().attachUrl(C, outputs.withTty(true));
    assertThat(answer.requests)
        .containsExactly(
            AttachRequest.newBuilder()
                .setContainerId("c1")
                .setStdin(true)
                .setStdout(true)
                .setStderr(true)
                .build(),
            AttachRequest.newBuilder().setContainerId("c1").setTty(true).setStdout(true).build());
  }

  @Test
  void portForwardUrl() {
    CannedAnswer answer =
        server.answer("PortForward", PortForwardResponse.newBuilder().setUrl("http://x/p").build());
    assertThat(client.runtime().portForwardUrl(S, List.of(80, 443)))
        .isEqualTo(URI.create("http://x/p"));
    assertThat(answer.requests)
        .containsExactly(
            PortForwardRequest.newBuilder().setPodSandboxId("s1").addPort(80).addPort(443).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.runtime().portForwardUrl(S, List.of(0)))
        .withMessage("port: 0 (expected: 1..65535)");
    server.answer("PortForward", PortForwardResponse.newBuilder().setUrl("no address").build());
    assertThatExceptionOfType(CriStreamException.class)
        .isThrownBy(() -> client.runtime().portForwardUrl(S, List.of(80)));
  }

  @Test
  void maintenance() {
    CannedAnswer update =
        server.answer(
            "UpdateContainerResources", UpdateContainerResourcesResponse.getDefaultInstance());
    client.maintenance().updateContainerResources(C, SMALL, Map.of("a", "1"));
    assertThat(update.requests)
        .containsExactly(
            UpdateContainerResourcesRequest.newBuilder()
                .setContainerId("c1")
                .setLinux(SENT_SMALL)
                .putAnnotations("a", "1")
                .build());

    CannedAnswer pod =
        server.answer(
            "UpdatePodSandboxResources", UpdatePodSandboxResourcesResponse.getDefaultInstance());
    client.maintenance().updatePodSandboxResources(S, SMALL, Resources.UNLIMITED);
    assertThat(pod.requests)
        .containsExactly(
            UpdatePodSandboxResourcesRequest.newBuilder()
                .setPodSandboxId("s1")
                .setResources(SENT_SMALL)
                .setOverhead(LinuxContainerResources.getDefaultInstance())
                .build());

    CannedAnswer reopen =
        server.answer("ReopenContainerLog", ReopenContainerLogResponse.getDefaultInstance());
    client.maintenance().reopenContainerLog(C);
    assertThat(reopen.requests)
        .containsExactly(ReopenContainerLogRequest.newBuilder().setContainerId("c1").build());

    CannedAnswer config =
        server.answer("UpdateRuntimeConfig", UpdateRuntimeConfigResponse.getDefaultInstance());
    client.maintenance().updatePodAddresses("10.1.0.0/16");
    assertThat(
            ((UpdateRuntimeConfigRequest) config.requests.getLast())
                .getRuntimeConfig()
                .getNetworkConfig()
                .getPodCidr())
        .isEqualTo("10.1.0.0/16");
  }

  @Test
  void cgroupDriver() {
    for (CgroupDriver driver : CgroupDriver.values()) {
      server.answer(
          "RuntimeConfig",
          RuntimeConfigResponse.newBuilder()
              .setLinux(
                  LinuxRuntimeConfiguration.newBuilder()
                      .setCgroupDriver(io.kriterion.cri.v1.CgroupDriver.valueOf(driver.name())))
              .build());
      assertThat(client.maintenance().cgroupDriver()).isEqualTo(driver);
    }
  }

  @Test
  void callThatTheReleaseDoesNotHaveIsNotSent() {
    server.runtime().beContainerd("1.6.20~ds1");
    CannedAnswer answer =
        server.answer("RuntimeConfig", RuntimeConfigResponse.getDefaultInstance());
    try (CriClient old = CriClient.connect(server.socket())) {
      assertThatExceptionOfType(CriUnsupportedException.class)
          .isThrownBy(() -> old.maintenance().cgroupDriver())
          .withMessage(
              "RuntimeConfig: RuntimeConfig: not with containerd 1.6.20~ds1 (needs containerd 2.0"
                  + " or newer); nothing was sent");
    }
    assertThat(answer.requests).isEmpty();
  }

  @Test
  void checkpoints() {
    CannedAnswer container =
        server.answer("CheckpointContainer", CheckpointContainerResponse.getDefaultInstance());
    client.checkpoints().checkpointContainer(C, Path.of("/srv/c.tar"), Duration.ofMillis(2500));
    assertThat(container.requests)
        .containsExactly(
            CheckpointContainerRequest.newBuilder()
                .setContainerId("c1")
                .setLocation("/srv/c.tar")
                .setTimeout(3)
                .build());
    CannedAnswer pod = server.answer("CheckpointPod", CheckpointPodResponse.getDefaultInstance());
    client.checkpoints().checkpointPod(S, Path.of("/srv/p"), List.of(C), Map.of("o", "1"));
    assertThat(pod.requests)
        .containsExactly(
            CheckpointPodRequest.newBuilder()
                .setPodSandboxId("s1")
                .setOutputPath("/srv/p")
                .addContainerIds("c1")
                .putOptions("o", "1")
                .build());
    CannedAnswer restore =
        server.answer(
            "RestorePod",
            RestorePodResponse.newBuilder()
                .setPodSandboxId("s2")
                .addRestoredContainers(
                    RestoredContainer.newBuilder().setName("main").setContainerId("c2"))
                .build());
    RestoredPod restored =
        client
            .checkpoints()
            .restorePod(
                Path.of("/srv/p"),
                PodSandboxSpec.builder("pod").handler("runc").build(),
                List.of(ContainerSpec.builder("main", "i").build()),
                Map.of());
    assertThat(restored)
        .isEqualTo(new RestoredPod(new SandboxId("s2"), Map.of("main", new ContainerId("c2"))));
    RestorePodRequest sent = (RestorePodRequest) restore.requests.getLast();
    assertThat(sent.getCheckpointPath()).isEqualTo("/srv/p");
    assertThat(sent.getRuntimeHandler()).isEqualTo("runc");
    assertThat(sent.getConfig().getMetadata().getName()).isEqualTo("pod");
    assertThat(sent.getContainerConfigs(0).getLinux().getSecurityContext().getNoNewPrivs())
        .isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> client.checkpoints().checkpointContainer(C, Path.of("x"), Duration.ofSeconds(1)))
        .withMessage("archive: x (expected: an absolute path)");
  }

  @Test
  void unknownCallIsAnswered() {
    assertThatExceptionOfType(CriCallException.class)
        .isThrownBy(
            () -> client.checkpoints().checkpointPod(S, Path.of("/srv/p"), List.of(), Map.of()))
        .satisfies(e -> assertThat(e.code()).isEqualTo(CriErrorCode.UNIMPLEMENTED));
  }

  @Test
  void podSandboxDetails() {
    server.answer(
        "PodSandboxStatus",
        PodSandboxStatusResponse.newBuilder()
            .setStatus(
                PodSandboxStatus.newBuilder()
                    .setId("s1")
                    .setMetadata(
                        PodSandboxMetadata.newBuilder()
                            .setName("pod")
                            .setUid("u")
                            .setNamespace("ns")
                            .setAttempt(2))
                    .setNetwork(
                        PodSandboxNetworkStatus.newBuilder()
                            .setIp("192.0.2.1")
                            .addAdditionalIps(PodIP.newBuilder().setIp("2001:db8::1")))
                    .setLinux(
                        LinuxPodSandboxStatus.newBuilder()
                            .setNamespaces(
                                Namespace.newBuilder()
                                    .setOptions(
                                        NamespaceOption.newBuilder()
                                            .setNetwork(NamespaceMode.NODE)
                                            .setPid(NamespaceMode.POD)))))
            .putInfo("info", "{}")
            .build());
    PodSandboxDetails details = client.runtime().podSandboxDetails(S);
    assertThat(details.status().id()).isEqualTo(S);
    assertThat(details.uid()).isEqualTo("u");
    assertThat(details.namespace()).isEqualTo("ns");
    assertThat(details.attempt()).isEqualTo(2);
    assertThat(details.addresses()).containsExactly("192.0.2.1", "2001:db8::1");
    assertThat(details.network()).isEqualTo(NetworkMode.NODE);
    assertThat(details.pid()).isEqualTo(PidMode.POD);
    assertThat(details.info()).isEqualTo(Map.of("info", "{}"));
  }

  @Test
  void containerDetails() {
    ContainerStatus status =
        ContainerStatus.newBuilder()
            .setId("c1")
            .setMetadata(ContainerMetadata.newBuilder().setName("main").setAttempt(1))
            .setImage(ImageSpec.newBuilder().setImage("gcc:12"))
            .setImageRef("sha256:1")
            .putAnnotations("a", "1")
            .setLogPath("/var/log/main.log")
            .addMounts(
                io.kriterion.cri.v1.Mount.newBuilder()
                    .setHostPath("/srv")
                    .setContainerPath("/in")
                    .setReadonly(true)
                    .setPropagation(MountPropagation.PROPAGATION_HOST_TO_CONTAINER))
            .addMounts(io.kriterion.cri.v1.Mount.newBuilder().setContainerPath("/image"))
            .setResources(ContainerResources.newBuilder().setLinux(SENT_SMALL))
            .setUser(
                ContainerUser.newBuilder()
                    .setLinux(
                        LinuxContainerUser.newBuilder()
                            .setUid(1)
                            .setGid(2)
                            .addSupplementalGroups(3)))
            .build();
    CannedAnswer answer =
        server.answer(
            "ContainerStatus",
            ContainerStatusResponse.newBuilder().setStatus(status).putInfo("info", "{}").build());
    ContainerDetails details = client.runtime().containerDetails(C);
    assertThat(((ContainerStatusRequest) answer.requests.getLast()).getVerbose()).isTrue();
    assertThat(details.status().name()).isEqualTo("main");
    assertThat(details.attempt()).isEqualTo(1);
    assertThat(details.image()).isEqualTo("gcc:12");
    assertThat(details.imageReference()).isEqualTo("sha256:1");
    assertThat(details.annotations()).isEqualTo(Map.of("a", "1"));
    assertThat(details.logPath()).isEqualTo("/var/log/main.log");
    assertThat(details.mounts())
        .containsExactly(
            new Mount(
                Path.of("/srv"),
                "/in",
                true,
                MountOptions.DEFAULT.withPropagation(MountOptions.Propagation.HOST_TO_CONTAINER)));
    assertThat(details.resources().orElseThrow().memoryBytes()).hasValue(100);
    assertThat(details.user()).hasValue(new ContainerDetails.User(1, 2, List.of(3L)));
    assertThat(details.info()).isEqualTo(Map.of("info", "{}"));
  }

  @Test
  void filters() {
    PodSandboxSpec pod = PodSandboxSpec.builder("a").labels(Map.of("l", "1")).build();
    SandboxId first = client.runtime().runPodSandbox(pod);
    SandboxId second = client.runtime().runPodSandbox(PodSandboxSpec.builder("b").build());
    client.runtime().stopPodSandbox(second);
    ContainerId container =
        client.runtime().createContainer(first, pod, ContainerSpec.builder("main", "i").build());
    PodSandboxFilter pods = PodSandboxFilter.ALL;
    assertThat(ids(pods)).containsExactlyInAnyOrder(first, second);
    assertThat(ids(pods.withId(second))).containsExactly(second);
    assertThat(ids(pods.withState(SandboxState.READY))).containsExactly(first);
    assertThat(ids(pods.withState(SandboxState.NOT_READY))).containsExactly(second);
    assertThat(ids(pods.withLabels(Map.of("l", "1")))).containsExactly(first);
    ContainerFilter containers = ContainerFilter.ALL;
    assertThat(client.runtime().listContainers(containers.withSandbox(second))).isEmpty();
    assertThat(client.runtime().listContainers(containers.withSandbox(first))).hasSize(1);
    assertThat(client.runtime().listContainers(containers.withId(container))).hasSize(1);
    assertThat(client.runtime().listContainers(containers.withState(ContainerState.CREATED)))
        .hasSize(1);
    for (ContainerState state :
        List.of(ContainerState.RUNNING, ContainerState.EXITED, ContainerState.UNKNOWN)) {
      assertThat(client.runtime().listContainers(containers.withState(state))).isEmpty();
    }
  }

  private List<SandboxId> ids(PodSandboxFilter filter) {
    return client.runtime().listPodSandboxes(filter).stream().map(PodSandboxSummary::id).toList();
  }

  @Test
  void streamedPodSandboxes() {
    CannedAnswer answer =
        server.answer(
            "StreamPodSandboxes",
            StreamPodSandboxesResponse.newBuilder()
                .addPodSandboxes(PodSandbox.newBuilder().setId("s1"))
                .build());
    try (StreamReader<PodSandboxSummary> reader =
        client.lists().podSandboxes(PodSandboxFilter.ALL.withLabels(Map.of("l", "1")))) {
      assertThat(reader.next(Duration.ofSeconds(20)).map(PodSandboxSummary::id))
          .isEqualTo(Optional.of(S));
    }
    assertThat(
            ((StreamPodSandboxesRequest) answer.requests.getLast())
                .getFilter()
                .getLabelSelectorMap())
        .isEqualTo(Map.of("l", "1"));
  }
}
