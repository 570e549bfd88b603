package io.kriterion.cri;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.Devices;
import io.kriterion.cri.container.ImageMount;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.MountOptions;
import io.kriterion.cri.container.Privileges;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.image.ImageRef;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.PortMapping;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.security.Confinement;
import io.kriterion.cri.security.IdMapping;
import io.kriterion.cri.security.UserNamespace;
import io.kriterion.cri.stream.ExecSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SpecTest {

  private static void assertRefused(String message, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageStartingWith(message);
  }

  @Test
  void sandboxes() {
    PodSandboxSpec.Builder pod = PodSandboxSpec.builder("pod");
    assertRefused("name: \"\"", () -> PodSandboxSpec.builder(""));
    assertRefused("attempt: -1 (expected: 0 or more)", () -> pod.attempt(-1));
    assertRefused("hostname: \"a b\"", () -> pod.hostname("a b"));
    assertRefused("logDirectory: logs", () -> pod.logDirectory(Path.of("logs")));
    assertRefused("handler: \"\"", () -> pod.handler(""));
    assertRefused(
        "hostname: \"box\" (expected: none on the node's network)",
        () -> PodSandboxSpec.builder("pod").unsafeNodeNetwork().hostname("box").build());
  }

  @Test
  void containers() {
    ContainerSpec.Builder container = ContainerSpec.builder("main", "image");
    assertRefused("image: \"\"", () -> ContainerSpec.builder("main", ""));
    assertRefused("user: 0 (expected: 1..2147483647; for 0", () -> container.user(0, 1));
    assertRefused("group: 0", () -> container.user(1, 0));
    assertRefused("user: 2147483648", () -> container.user(1L << 31, 1));
    assertRefused("user: \"a:b\"", () -> container.unsafeUserName("a:b", 1));
    assertRefused("user: \"0\"", () -> container.unsafeUserName("0", 1));
    assertRefused("group: 0", () -> container.unsafeUserName("a", 0));
    assertRefused("env: \"A=B\"", () -> container.env(Map.of("A=B", "")));
    assertRefused("workingDirectory: \"w\"", () -> container.workingDirectory("w"));
    assertRefused("hostPath: in", () -> new Mount(Path.of("in"), "/in", true));
    assertRefused("containerPath: \"in\"", () -> new Mount(Path.of("/in"), "in", true));
  }

  @Test
  void resources() {
    Resources.Builder resources = Resources.builder();
    Duration period = Duration.ofMillis(100);
    assertRefused("memoryBytes: 0", () -> resources.memoryBytes(0));
    assertRefused("cpuQuota: PT0S", () -> resources.cpuQuota(Duration.ZERO, period));
    assertRefused("cpuPeriod: PT2S", () -> resources.cpuQuota(period, Duration.ofSeconds(2)));
    assertRefused("cpuShares: 1", () -> resources.cpuShares(1));
    assertRefused("cpusetCpus: \"0-\"", () -> resources.cpusetCpus("0-"));
    assertRefused("oomScoreAdj: 1001", () -> resources.oomScoreAdj(1001));
  }

  @Test
  void names() {
    assertRefused("sandbox id: \"\"", () -> new SandboxId(""));
    assertRefused("container id: \"../x\"", () -> new ContainerId("../x"));
    assertRefused("image: \"\"", () -> new ImageRef(""));
    assertRefused("image: \"a b\"", () -> new ImageRef("a b"));
    assertRefused("image: ", () -> new ImageRef("a\u0000"));
    assertRefused("command: []", () -> ExecSpec.of(List.of()));
    assertRefused(
        "callTimeout: PT0S",
        () -> CriClientOptions.of(Path.of("/s")).withCallTimeout(Duration.ZERO));
  }

  @Test
  void confinement() {
    Confinement.Builder confinement = Confinement.builder();
    assertRefused("seccomp: \"x.json\"", () -> confinement.seccomp("x.json"));
    assertRefused("profile: \"\"", () -> confinement.apparmor(""));
    assertRefused("supplementalGroups: 0", () -> confinement.supplementalGroups(List.of(0L)));
    assertRefused("hostId: -1", () -> new IdMapping(-1, 0, 1));
    assertRefused("length: 0 (expected: 1..4294967295)", () -> new IdMapping(0, 0, 0));
    assertRefused("userNamespace: [], []", () -> new UserNamespace(List.of(), List.of()));
    List<IdMapping> root = List.of(new IdMapping(100_000, 0, 65_536));
    List<IdMapping> noRoot = List.of(new IdMapping(100_000, 1, 65_536));
    assertRefused("uids: ", () -> new UserNamespace(noRoot, root));
    assertRefused("gids: ", () -> new UserNamespace(root, noRoot));
    assertRefused(
        "capabilities: \"CAP_KILL\"",
        () -> Privileges.NONE.unsafeWithCapabilities(Set.of("CAP_KILL")));
  }

  @Test
  void mountsDevicesAndLogs() {
    ContainerSpec.Builder container = ContainerSpec.builder("main", "image");
    Path host = Path.of("/srv");
    MountOptions recursive = MountOptions.DEFAULT.withRecursiveReadOnly();
    assertRefused("readOnly: false", () -> new Mount(host, "/in", false, recursive));
    assertRefused(
        "propagation: BIDIRECTIONAL",
        () -> recursive.withPropagation(MountOptions.Propagation.BIDIRECTIONAL));
    assertRefused(
        "propagation: HOST_TO_CONTAINER",
        () -> recursive.withPropagation(MountOptions.Propagation.HOST_TO_CONTAINER));
    assertRefused("flags: [suid]", () -> MountOptions.DEFAULT.withFlags(Set.of("suid")));
    assertRefused("subPath: \"/x\"", () -> new ImageMount("i", "/x", "/in"));
    assertRefused("image: \"\"", () -> new ImageMount("", "", "/in"));
    assertRefused("permissions: \"wr\"", () -> new Devices.Node("/dev/x", "/dev/x", "wr"));
    assertRefused("device: dev/x", () -> new Devices.Node("dev/x", "/dev/x", "r"));
    for (String path : List.of("", "/var/log/x", "..", "a/../b", "a/..")) {
      assertRefused("logPath: \"" + path + "\"", () -> container.logPath(path));
    }
    assertRefused("stopSignal: \"9\"", () -> container.stopSignal("9"));
    assertRefused("attempt: -1", () -> container.attempt(-1));
  }

  @Test
  void portsAndMoreResources() {
    assertRefused(
        "hostPort: -1 (expected: 0..65535)",
        () -> new PortMapping(PortMapping.Protocol.TCP, 80, -1, ""));
    assertRefused(
        "containerPort: 0 (expected: 1..65535)",
        () -> new PortMapping(PortMapping.Protocol.TCP, 0, 80, ""));
    Resources.Builder resources = Resources.builder().memoryBytes(100);
    assertRefused("cpusetMems: \"a\"", () -> resources.cpusetMems("a"));
    assertRefused("hugepages: 2M=1", () -> resources.hugepages(Map.of("2M", 1L)));
    assertRefused("memorySwapBytes: 99", () -> resources.memorySwapBytes(99).build());
    assertRefused(
        "restartPatience: PT-1S",
        () -> CriClientOptions.of(Path.of("/s")).withRestartPatience(Duration.ofSeconds(-1)));
  }
}
