package io.kriterion.cri.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.v1.CreateContainerRequest;
import io.kriterion.cri.v1.LinuxContainerResources;
import io.kriterion.cri.v1.LinuxContainerSecurityContext;
import io.kriterion.cri.v1.LinuxSandboxSecurityContext;
import io.kriterion.cri.v1.NamespaceMode;
import io.kriterion.cri.v1.NamespaceOption;
import io.kriterion.cri.v1.RunPodSandboxRequest;
import io.kriterion.cri.v1.SecurityProfile.ProfileType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the specs become on the wire. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class SafeDefaultsTest {

  @TempDir private Path directory;
  private FakeCriServer server;
  private CriClient client;

  @BeforeEach
  void start() {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    client = CriClient.connect(server.socket());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private RunPodSandboxRequest sent(PodSandboxSpec spec) {
    client.runtime().runPodSandbox(spec);
    return (RunPodSandboxRequest) server.runtime().requests.getLast();
  }

  private CreateContainerRequest sent(ContainerSpec container) {
    PodSandboxSpec spec = PodSandboxSpec.builder("pod").build();
    SandboxId sandbox = client.runtime().runPodSandbox(spec);
    client.runtime().createContainer(sandbox, spec, container);
    return (CreateContainerRequest) server.runtime().requests.getLast();
  }

  @Test
  void sandboxIsSafeUnlessAskedOtherwise() {
    RunPodSandboxRequest request = sent(PodSandboxSpec.builder("pod").build());
    assertThat(request.getRuntimeHandler()).isEmpty();
    assertThat(request.getConfig().getMetadata().getUid()).isEqualTo("pod");
    assertThat(request.getConfig().getMetadata().getNamespace()).isEqualTo("default");
    assertThat(request.getConfig().getHostname()).isEqualTo("sandbox");
    assertThat(request.getConfig().getLogDirectory()).isEmpty();
    assertThat(request.getConfig().getLinux().getCgroupParent()).isEmpty();
    LinuxSandboxSecurityContext security = request.getConfig().getLinux().getSecurityContext();
    assertNamespaces(security.getNamespaceOptions());
    assertThat(security.hasSeccomp()).isTrue();
    assertThat(security.getSeccomp().getProfileType()).isEqualTo(ProfileType.RuntimeDefault);
    assertThat(security.getRunAsUser().getValue()).isEqualTo(65_534);
    assertThat(security.getRunAsGroup().getValue()).isEqualTo(65_534);
    assertThat(security.getReadonlyRootfs()).isTrue();
    assertThat(security.getPrivileged()).isFalse();
  }

  @Test
  void containerIsSafeUnlessAskedOtherwise() {
    CreateContainerRequest request = sent(ContainerSpec.builder("main", "image:1").build());
    assertThat(request.getConfig().getStdin()).isFalse();
    assertThat(request.getConfig().getTty()).isFalse();
    assertThat(request.getConfig().getMountsList()).isEmpty();
    assertThat(request.getConfig().getDevicesList()).isEmpty();
    LinuxContainerSecurityContext security = request.getConfig().getLinux().getSecurityContext();
    assertNamespaces(security.getNamespaceOptions());
    assertThat(security.getCapabilities().getDropCapabilitiesList()).containsExactly("ALL");
    assertThat(security.getCapabilities().getAddCapabilitiesList()).isEmpty();
    assertThat(security.getNoNewPrivs()).isTrue();
    assertThat(security.getPrivileged()).isFalse();
    assertThat(security.hasSeccomp()).isTrue();
    assertThat(security.getSeccomp().getProfileType()).isEqualTo(ProfileType.RuntimeDefault);
    assertThat(security.getReadonlyRootfs()).isTrue();
    assertThat(security.getRunAsUser().getValue()).isEqualTo(65_534);
    assertThat(security.getRunAsGroup().getValue()).isEqualTo(65_534);
    assertThat(security.getMaskedPathsList())
        .contains(
            "/proc/asound",
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/locks",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware");
    assertThat(security.getReadonlyPathsList())
        .containsExactlyInAnyOrder(
            "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
  }

  private static void assertNamespaces(NamespaceOption namespaces) {
    assertThat(namespaces.getNetwork()).isEqualTo(NamespaceMode.POD);
    assertThat(namespaces.getPid()).isEqualTo(NamespaceMode.CONTAINER);
    assertThat(namespaces.getIpc()).isEqualTo(NamespaceMode.POD);
  }

  @Test
  void sandboxSaysWhatIsAskedFor() {
    RunPodSandboxRequest request =
        sent(
            PodSandboxSpec.builder("pod")
                .uid("u1")
                .namespace("course")
                .attempt(3)
                .hostname("box")
                .labels(Map.of("l", "1"))
                .annotations(Map.of("a", "2"))
                .cgroupParent("/kriterion/t1")
                .handler("crun")
                .logDirectory(Path.of("/var/log/pods"))
                .build());
    assertThat(request.getRuntimeHandler()).isEqualTo("crun");
    assertThat(request.getConfig().getMetadata().getUid()).isEqualTo("u1");
    assertThat(request.getConfig().getMetadata().getNamespace()).isEqualTo("course");
    assertThat(request.getConfig().getMetadata().getAttempt()).isEqualTo(3);
    assertThat(request.getConfig().getHostname()).isEqualTo("box");
    assertThat(request.getConfig().getLabelsMap()).isEqualTo(Map.of("l", "1"));
    assertThat(request.getConfig().getAnnotationsMap()).isEqualTo(Map.of("a", "2"));
    assertThat(request.getConfig().getLinux().getCgroupParent()).isEqualTo("/kriterion/t1");
    assertThat(request.getConfig().getLogDirectory()).isEqualTo("/var/log/pods");
  }

  @Test
  void nodeNetworkHasNoHostname() {
    RunPodSandboxRequest request = sent(PodSandboxSpec.builder("pod").unsafeNodeNetwork().build());
    assertThat(
            request.getConfig().getLinux().getSecurityContext().getNamespaceOptions().getNetwork())
        .isEqualTo(NamespaceMode.NODE);
    assertThat(request.getConfig().getHostname()).isEmpty();
  }

  @Test
  void containerSaysWhatIsAskedFor() {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("Z", "é");
    env.put("A", "");
    CreateContainerRequest request =
        sent(
            ContainerSpec.builder("main", "sha256:1")
                .command(List.of("sh", "-c"))
                .args(List.of("true"))
                .env(env)
                .workingDirectory("/work")
                .mounts(List.of(new Mount(Path.of("/srv/in"), "/in", true)))
                .labels(Map.of("l", "1"))
                .user(1000, 1001)
                .stdin(true)
                .tty(true)
                .build());
    assertThat(request.getSandboxConfig().getMetadata().getName()).isEqualTo("pod");
    assertThat(request.getConfig().getImage().getImage()).isEqualTo("sha256:1");
    assertThat(request.getConfig().getCommandList()).containsExactly("sh", "-c");
    assertThat(request.getConfig().getArgsList()).containsExactly("true");
    assertThat(request.getConfig().getEnvsList())
        .extracting(e -> e.getKey() + "=" + e.getValue().toStringUtf8())
        .containsExactly("Z=é", "A=");
    assertThat(request.getConfig().getWorkingDir()).isEqualTo("/work");
    assertThat(request.getConfig().getMounts(0).getHostPath()).isEqualTo("/srv/in");
    assertThat(request.getConfig().getMounts(0).getContainerPath()).isEqualTo("/in");
    assertThat(request.getConfig().getMounts(0).getReadonly()).isTrue();
    assertThat(request.getConfig().getLabelsMap()).isEqualTo(Map.of("l", "1"));
    assertThat(request.getConfig().getStdin()).isTrue();
    assertThat(request.getConfig().getTty()).isTrue();
    LinuxContainerSecurityContext security = request.getConfig().getLinux().getSecurityContext();
    assertThat(security.getRunAsUser().getValue()).isEqualTo(1000);
    assertThat(security.getRunAsGroup().getValue()).isEqualTo(1001);
  }

  @Test
  void limitsHaveTheUnitsOfTheWireAndNoSwap() {
    LinuxContainerResources sent =
        sent(ContainerSpec.builder("main", "i")
                .resources(
                    Resources.builder()
                        .memoryBytes(256 << 20)
                        .cpuQuota(Duration.ofMillis(150), Duration.ofMillis(100))
                        .cpuShares(512)
                        .cpusetCpus("0-1,3")
                        .oomScoreAdj(500)
                        .unified(Map.of("pids.max", "20"))
                        .build())
                .build())
            .getConfig()
            .getLinux()
            .getResources();
    assertThat(sent.getMemoryLimitInBytes()).isEqualTo(256 << 20);
    assertThat(sent.getMemorySwapLimitInBytes()).isEqualTo(256 << 20);
    assertThat(sent.getCpuQuota()).isEqualTo(150_000);
    assertThat(sent.getCpuPeriod()).isEqualTo(100_000);
    assertThat(sent.getCpuShares()).isEqualTo(512);
    assertThat(sent.getCpusetCpus()).isEqualTo("0-1,3");
    assertThat(sent.getOomScoreAdj()).isEqualTo(500);
    assertThat(sent.getUnifiedMap()).isEqualTo(Map.of("pids.max", "20"));
  }
}
