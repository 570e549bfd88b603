package io.kriterion.cri.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.Devices;
import io.kriterion.cri.container.ImageMount;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.MountOptions;
import io.kriterion.cri.container.Privileges;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.sandbox.Dns;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.PortMapping;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.security.Confinement;
import io.kriterion.cri.security.IdMapping;
import io.kriterion.cri.security.SelinuxLabel;
import io.kriterion.cri.security.UserNamespace;
import io.kriterion.cri.v1.CDIDevice;
import io.kriterion.cri.v1.ContainerConfig;
import io.kriterion.cri.v1.CreateContainerRequest;
import io.kriterion.cri.v1.Device;
import io.kriterion.cri.v1.IDMapping;
import io.kriterion.cri.v1.LinuxContainerResources;
import io.kriterion.cri.v1.LinuxContainerSecurityContext;
import io.kriterion.cri.v1.LinuxSandboxSecurityContext;
import io.kriterion.cri.v1.MountPropagation;
import io.kriterion.cri.v1.NamespaceMode;
import io.kriterion.cri.v1.PodSandboxConfig;
import io.kriterion.cri.v1.Protocol;
import io.kriterion.cri.v1.RunPodSandboxRequest;
import io.kriterion.cri.v1.RuntimeFeatures;
import io.kriterion.cri.v1.RuntimeHandler;
import io.kriterion.cri.v1.RuntimeHandlerFeatures;
import io.kriterion.cri.v1.SELinuxOption;
import io.kriterion.cri.v1.SecurityProfile;
import io.kriterion.cri.v1.SecurityProfile.ProfileType;
import io.kriterion.cri.v1.Signal;
import io.kriterion.cri.v1.StatusResponse;
import io.kriterion.cri.v1.SupplementalGroupsPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a spec can say, on the wire to a runtime that can do everything. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class FullSpecTest {

  private static final List<IdMapping> IDS = List.of(new IdMapping(4_000_000_000L, 0, 65_536));
  private static final IDMapping SENT_IDS =
      IDMapping.newBuilder().setHostId((int) 4_000_000_000L).setLength(65_536).build();

  @TempDir private Path directory;
  private FakeCriServer server;
  private CriClient client;

  @BeforeEach
  void start() {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    server.runtime().beContainerd("2.4.0");
    server.runtime().status =
        StatusResponse.newBuilder()
            .addRuntimeHandlers(
                RuntimeHandler.newBuilder()
                    .setFeatures(
                        RuntimeHandlerFeatures.newBuilder()
                            .setUserNamespaces(true)
                            .setRecursiveReadOnlyMounts(true)))
            .setFeatures(
                RuntimeFeatures.newBuilder()
                    .setSupplementalGroupsPolicy(true)
                    .setUserNamespacesHostNetwork(true)
                    .setMountOptions(true))
            .build();
    client = CriClient.connect(server.socket());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private ContainerConfig sent(ContainerSpec.Builder container) {
    PodSandboxSpec pod = PodSandboxSpec.builder("pod").build();
    SandboxId sandbox = client.runtime().runPodSandbox(pod);
    client.runtime().createContainer(sandbox, pod, container.build());
    client.runtime().removePodSandbox(sandbox);
    List<Object> requests = server.runtime().requests;
    return ((CreateContainerRequest) requests.get(requests.size() - 2)).getConfig();
  }

  private PodSandboxConfig sent(PodSandboxSpec.Builder pod) {
    client.runtime().runPodSandbox(pod.build());
    return ((RunPodSandboxRequest) server.runtime().requests.getLast()).getConfig();
  }

  private static ContainerSpec.Builder container() {
    return ContainerSpec.builder("main", "i");
  }

  private static Confinement confinement() {
    return Confinement.builder()
        .seccomp("/etc/seccomp.json")
        .apparmor("tight")
        .selinux(new SelinuxLabel("u", "r", "t", "s0"))
        .supplementalGroups(List.of(7L, 8L))
        .strictGroups()
        .unsafePrivileged()
        .build();
  }

  @Test
  void sandbox() {
    PodSandboxConfig sent =
        sent(
            PodSandboxSpec.builder("pod")
                .sharedPid()
                .unsafeNodeIpc()
                .userNamespace(new UserNamespace(IDS, IDS))
                .confinement(confinement())
                .sysctls(Map.of("net.core.somaxconn", "9"))
                .dns(new Dns(List.of("192.0.2.1"), List.of("example.org"), List.of("ndots:2")))
                .portMappings(
                    List.of(new PortMapping(PortMapping.Protocol.UDP, 53, 5353, "127.0.0.1"))));
    LinuxSandboxSecurityContext security = sent.getLinux().getSecurityContext();
    assertThat(security.getNamespaceOptions().getPid()).isEqualTo(NamespaceMode.POD);
    assertThat(security.getNamespaceOptions().getIpc()).isEqualTo(NamespaceMode.NODE);
    assertThat(security.getNamespaceOptions().getUsernsOptions().getMode())
        .isEqualTo(NamespaceMode.POD);
    assertThat(security.getNamespaceOptions().getUsernsOptions().getUidsList())
        .containsExactly(SENT_IDS);
    assertThat(security.getNamespaceOptions().getUsernsOptions().getGidsList())
        .containsExactly(SENT_IDS);
    assertThat(security.getSeccomp()).isEqualTo(local("/etc/seccomp.json"));
    assertThat(security.getApparmor()).isEqualTo(local("tight"));
    assertThat(security.getSelinuxOptions())
        .isEqualTo(
            SELinuxOption.newBuilder()
                .setUser("u")
                .setRole("r")
                .setType("t")
                .setLevel("s0")
                .build());
    assertThat(security.getSupplementalGroupsList()).containsExactly(7L, 8L);
    assertThat(security.getSupplementalGroupsPolicy()).isEqualTo(SupplementalGroupsPolicy.Strict);
    assertThat(security.getPrivileged()).isTrue();
    assertThat(sent.getLinux().getSysctlsMap()).isEqualTo(Map.of("net.core.somaxconn", "9"));
    assertThat(sent.getDnsConfig().getServersList()).containsExactly("192.0.2.1");
    assertThat(sent.getDnsConfig().getSearchesList()).containsExactly("example.org");
    assertThat(sent.getDnsConfig().getOptionsList()).containsExactly("ndots:2");
    assertThat(sent.getPortMappings(0).getProtocol()).isEqualTo(Protocol.UDP);
    assertThat(sent.getPortMappings(0).getContainerPort()).isEqualTo(53);
    assertThat(sent.getPortMappings(0).getHostPort()).isEqualTo(5353);
    assertThat(sent.getPortMappings(0).getHostIp()).isEqualTo("127.0.0.1");
  }

  private static SecurityProfile local(String reference) {
    return SecurityProfile.newBuilder()
        .setProfileType(ProfileType.Localhost)
        .setLocalhostRef(reference)
        .build();
  }

  @Test
  void sandboxOnTheNode() {
    PodSandboxConfig sent =
        sent(
            PodSandboxSpec.builder("pod")
                .unsafeNodeNetwork()
                .unsafeNodePid()
                .userNamespace(new UserNamespace(IDS, IDS)));
    assertThat(sent.getLinux().getSecurityContext().getNamespaceOptions().getPid())
        .isEqualTo(NamespaceMode.NODE);
  }

  @Test
  void sizeOfASandbox() {
    client
        .runtime()
        .runPodSandbox(
            PodSandboxSpec.builder("pod").build(),
            Resources.builder().memoryBytes(100).build(),
            Resources.builder().memoryBytes(30).build());
    PodSandboxConfig sent =
        ((RunPodSandboxRequest) server.runtime().requests.getLast()).getConfig();
    assertThat(sent.getLinux().getResources().getMemoryLimitInBytes()).isEqualTo(100);
    assertThat(sent.getLinux().getOverhead().getMemoryLimitInBytes()).isEqualTo(30);
    assertThat(sent.getLinux().getSecurityContext().hasSeccomp()).isTrue();
  }

  @Test
  void portThatIsOnlyTold() {
    PodSandboxConfig sent =
        sent(
            PodSandboxSpec.builder("pod")
                .portMappings(List.of(new PortMapping(PortMapping.Protocol.TCP, 4080, 0, ""))));
    assertThat(sent.getPortMappingsList())
        .containsExactly(
            io.kriterion.cri.v1.PortMapping.newBuilder().setContainerPort(4080).build());
  }

  @Test
  void userByName() {
    LinuxContainerSecurityContext sent =
        sent(container().user(7, 7).unsafeUserName("kit", 5)).getLinux().getSecurityContext();
    assertThat(sent.getRunAsUsername()).isEqualTo("kit");
    assertThat(sent.hasRunAsUser()).as("one of the two").isFalse();
    assertThat(sent.getRunAsGroup().getValue()).isEqualTo(5);
    for (ContainerSpec.Builder byId :
        List.of(
            container().unsafeUserName("kit", 5).user(7, 8),
            container().unsafeUserName("kit", 5).unsafeRootUser())) {
      assertThat(sent(byId).getLinux().getSecurityContext().getRunAsUsername()).isEmpty();
    }
  }

  @Test
  void containerWithAllItsPrivileges() {
    LinuxContainerSecurityContext sent =
        sent(container()
                .confinement(confinement())
                .unsafePidTarget(new ContainerId("other"))
                .privileges(
                    Privileges.NONE
                        .withWritableRoot()
                        .unsafeWithCapabilities(Set.of("SYS_TIME", "NET_ADMIN"))
                        .unsafeWithNewPrivileges()
                        .unsafeWithKernelPaths()))
            .getLinux()
            .getSecurityContext();
    assertThat(sent.getCapabilities().getDropCapabilitiesList()).containsExactly("ALL");
    assertThat(sent.getCapabilities().getAddCapabilitiesList())
        .containsExactly("NET_ADMIN", "SYS_TIME");
    assertThat(sent.getReadonlyRootfs()).isFalse();
    assertThat(sent.getNoNewPrivs()).isFalse();
    assertThat(sent.getMaskedPathsList()).isEmpty();
    assertThat(sent.getReadonlyPathsList()).isEmpty();
    assertThat(sent.getNamespaceOptions().getPid()).isEqualTo(NamespaceMode.TARGET);
    assertThat(sent.getNamespaceOptions().getTargetId()).isEqualTo("other");
    assertThat(sent.getPrivileged()).isTrue();
    assertThat(sent.getSeccomp()).isEqualTo(local("/etc/seccomp.json"));
    assertThat(sent.getApparmor()).isEqualTo(local("tight"));
    assertThat(sent.getSelinuxOptions().getType()).isEqualTo("t");
    assertThat(sent.getSupplementalGroupsList()).containsExactly(7L, 8L);
    assertThat(sent.getSupplementalGroupsPolicy()).isEqualTo(SupplementalGroupsPolicy.Strict);
  }

  @Test
  void profilesOff() {
    LinuxContainerSecurityContext sent =
        sent(container()
                .confinement(Confinement.builder().unsafeNoSeccomp().unsafeNoApparmor().build()))
            .getLinux()
            .getSecurityContext();
    assertThat(sent.getSeccomp().getProfileType()).isEqualTo(ProfileType.Unconfined);
    assertThat(sent.getApparmor().getProfileType()).isEqualTo(ProfileType.Unconfined);
    assertThat(
            sent(container().confinement(Confinement.builder().apparmorDefault().build()))
                .getLinux()
                .getSecurityContext()
                .getApparmor()
                .getProfileType())
        .isEqualTo(ProfileType.RuntimeDefault);
  }

  @Test
  void mountsAndDevices() {
    MountOptions options =
        MountOptions.DEFAULT
            .withRecursiveReadOnly()
            .withSelinuxRelabel()
            .withIdMappings(IDS, IDS)
            .withFlags(Set.of("nosuid", "nodev"));
    ContainerConfig sent =
        sent(
            container()
                .mounts(
                    List.of(
                        new Mount(Path.of("/srv/a"), "/a", true, options),
                        new Mount(
                            Path.of("/srv/b"),
                            "/b",
                            false,
                            MountOptions.DEFAULT.withPropagation(
                                MountOptions.Propagation.HOST_TO_CONTAINER))))
                .imageMounts(List.of(new ImageMount("tools:1", "usr/lib", "/tools")))
                .unsafeDevices(
                    new Devices(
                        List.of(new Devices.Node("/dev/kvm", "/dev/kvm", "rw")),
                        List.of("vendor.example/gpu=0"))));
    assertThat(sent.getMounts(0).getRecursiveReadOnly()).isTrue();
    assertThat(sent.getMounts(0).getSelinuxRelabel()).isTrue();
    assertThat(sent.getMounts(0).getUidMappingsList()).containsExactly(SENT_IDS);
    assertThat(sent.getMounts(0).getGidMappingsList()).containsExactly(SENT_IDS);
    assertThat(sent.getMounts(0).getMountOptionsList()).containsExactly("nodev", "nosuid");
    assertThat(sent.getMounts(0).getPropagation()).isEqualTo(MountPropagation.PROPAGATION_PRIVATE);
    assertThat(sent.getMounts(1).getPropagation())
        .isEqualTo(MountPropagation.PROPAGATION_HOST_TO_CONTAINER);
    assertThat(sent.getMounts(2).getImage().getImage()).isEqualTo("tools:1");
    assertThat(sent.getMounts(2).getImageSubPath()).isEqualTo("usr/lib");
    assertThat(sent.getMounts(2).getContainerPath()).isEqualTo("/tools");
    assertThat(sent.getMounts(2).getHostPath()).isEmpty();
    assertThat(sent.getMounts(2).getReadonly()).isTrue();
    assertThat(sent.getDevicesList())
        .containsExactly(
            Device.newBuilder()
                .setHostPath("/dev/kvm")
                .setContainerPath("/dev/kvm")
                .setPermissions("rw")
                .build());
    assertThat(sent.getCDIDevicesList())
        .containsExactly(CDIDevice.newBuilder().setName("vendor.example/gpu=0").build());
  }

  @Test
  void whatElseAContainerSays() {
    ContainerConfig sent =
        sent(
            container()
                .stdin(true)
                .stdinOnce(true)
                .attempt(2)
                .annotations(Map.of("a", "1"))
                .logPath("main/0.log")
                .stopSignal("SIGINT"));
    assertThat(sent.getStdinOnce()).isTrue();
    assertThat(sent.getMetadata().getAttempt()).isEqualTo(2);
    assertThat(sent.getAnnotationsMap()).isEqualTo(Map.of("a", "1"));
    assertThat(sent.getLogPath()).isEqualTo("main/0.log");
    assertThat(sent.getStopSignal()).isEqualTo(Signal.SIGNAL_SIGINT);
  }

  @ParameterizedTest
  @CsvSource({
    "SIGTERM, SIGNAL_SIGTERM",
    "SIGUSR1, SIGNAL_SIGUSR1",
    "SIGRTMIN, SIGNAL_SIGRTMIN",
    "SIGRTMIN+3, SIGNAL_SIGRTMINPLUS3",
    "SIGRTMAX-14, SIGNAL_SIGRTMAXMINUS14",
    "SIGRTMAX, SIGNAL_SIGRTMAX"
  })
  void signals(String name, Signal signal) {
    assertThat(ContainerMessages.signal(name)).isEqualTo(signal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIGNOPE", "SIGRTMIN+99", "SIGTERM+1"})
  void signalsThatDoNotExist(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sent(container().stopSignal(name)))
        .withMessageStartingWith("stopSignal: \"" + name + "\"");
  }

  @Test
  void resourcesThereAndBack() {
    Resources resources =
        Resources.builder()
            .memoryBytes(100)
            .memorySwapBytes(150)
            .cpuQuota(Duration.ofMillis(50), Duration.ofMillis(100))
            .cpuShares(512)
            .cpusetCpus("0-1")
            .cpusetMems("0")
            .oomScoreAdj(-5)
            .unified(Map.of("a", "1"))
            .hugepages(Map.of("2MB", 4096L))
            .build();
    LinuxContainerResources message = ResourceMessages.of(resources);
    assertThat(message.getMemorySwapLimitInBytes()).isEqualTo(150);
    assertThat(message.getCpusetMems()).isEqualTo("0");
    assertThat(message.getHugepageLimits(0).getPageSize()).isEqualTo("2MB");
    assertThat(message.getHugepageLimits(0).getLimit()).isEqualTo(4096);
    assertThat(ResourceMessages.of(ResourceMessages.read(message))).isEqualTo(message);
  }

  @Test
  void unlimitedResourcesOfARuntimeAreAbsent() {
    Resources read =
        ResourceMessages.read(
            LinuxContainerResources.newBuilder()
                .setCpuQuota(-1)
                .setMemoryLimitInBytes(-1)
                .setMemorySwapLimitInBytes(-1)
                .setOomScoreAdj(5000)
                .build());
    assertThat(ResourceMessages.of(read)).isEqualTo(LinuxContainerResources.getDefaultInstance());
  }
}
