package io.kriterion.cri.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.Devices;
import io.kriterion.cri.container.ImageMount;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.MountOptions;
import io.kriterion.cri.error.CriUnsupportedException;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.security.Confinement;
import io.kriterion.cri.security.IdMapping;
import io.kriterion.cri.security.UserNamespace;
import io.kriterion.cri.v1.RuntimeFeatures;
import io.kriterion.cri.v1.RuntimeHandler;
import io.kriterion.cri.v1.RuntimeHandlerFeatures;
import io.kriterion.cri.v1.StatusResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class CapabilitiesTest {

  private static final List<IdMapping> IDS = List.of(new IdMapping(100_000, 0, 65_536));

  @TempDir private Path directory;
  private FakeCriServer server;

  @BeforeEach
  void start() {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private boolean has(Feature feature, String handler) {
    try (CriClient client = CriClient.connect(server.socket())) {
      return client
          .capabilities()
          .has(feature, handler.isEmpty() ? Optional.empty() : Optional.of(handler));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "IMAGE_MOUNTS, 2.0.5, v2.1.0",
    "IMAGE_MOUNT_SUB_PATHS, 2.1.9, 2.2.0",
    "ID_MAPPED_MOUNTS, 1.7.24~ds1, 2.0.0",
    "CDI_DEVICES, 1.7.24, 2.0.0-rc.1",
    "STOP_SIGNAL, 2.2.1, 2.3.0",
    "CONTAINER_EVENTS, 1.6.20~ds1, 1.7.0",
    "RUNTIME_CONFIG, 1.7.24, 2.0.0",
    "POD_STATS, 1.5.18, 1.6.20~ds1",
    "POD_METRICS, 2.1.9, 2.2.0",
    "CHECKPOINT_CONTAINER, 1.7.24, 2.0.0",
    "UPDATE_POD_RESOURCES, 2.1.9, 2.2.0",
    "STREAMED_LISTS, 2.3.1, v2.4.0-beta.0",
  })
  void byTheRelease(Feature feature, String without, String with) {
    server.runtime().beContainerd(without);
    assertThat(has(feature, "")).isFalse();
    server.runtime().beContainerd(with);
    assertThat(has(feature, "")).isTrue();
    server.runtime().beContainerd("10.0");
    assertThat(has(feature, "")).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Feature.class)
  void unknownRuntimesAreTrustedOnlyToRefuseCalls(Feature feature) {
    assertThat(has(feature, "")).isEqualTo(feature.kind() == Feature.Kind.CALL);
    server.runtime().beContainerd("some build");
    assertThat(has(feature, "")).isEqualTo(feature.kind() == Feature.Kind.CALL);
  }

  @Test
  void callThatNoReleaseIsKnownToHaveIsLeftToItsAnswer() {
    server.runtime().beContainerd("1.6.20");
    assertThat(has(Feature.CHECKPOINT_POD, "")).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Feature.class,
      names = {"USER_NAMESPACES", "RECURSIVE_READ_ONLY_MOUNTS"})
  void handlersAnnounce(Feature feature) {
    server.runtime().beContainerd("2.1.0");
    RuntimeHandlerFeatures.Builder features = RuntimeHandlerFeatures.newBuilder();
    if (feature == Feature.USER_NAMESPACES) {
      features.setUserNamespaces(true);
    } else {
      features.setRecursiveReadOnlyMounts(true);
    }
    server.runtime().status =
        StatusResponse.newBuilder()
            .addRuntimeHandlers(RuntimeHandler.newBuilder().setName("runc").setFeatures(features))
            .addRuntimeHandlers(RuntimeHandler.newBuilder().setName("crun"))
            .build();
    assertThat(has(feature, "runc")).isTrue();
    assertThat(has(feature, "crun")).isFalse();
    assertThat(has(feature, "")).isFalse();
    assertThat(has(Feature.MOUNT_FLAGS, "runc")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Feature.class,
      names = {"STRICT_SUPPLEMENTAL_GROUPS", "USER_NAMESPACES_HOST_NETWORK", "MOUNT_FLAGS"})
  void runtimesAnnounce(Feature feature) {
    RuntimeFeatures.Builder features = RuntimeFeatures.newBuilder();
    switch (feature) {
      case STRICT_SUPPLEMENTAL_GROUPS -> features.setSupplementalGroupsPolicy(true);
      case USER_NAMESPACES_HOST_NETWORK -> features.setUserNamespacesHostNetwork(true);
      default -> features.setMountOptions(true);
    }
    server.runtime().status = StatusResponse.newBuilder().setFeatures(features).build();
    assertThat(has(feature, "any")).isTrue();
    assertThat(has(Feature.USER_NAMESPACES, "any")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "v2.4.0-beta.0, 2, 4",
    "1.6.20~ds1, 1, 6",
    "2.1.9+unknown, 2, 1",
    "1.7, 1, 7",
    " 2.0 , 2, 0"
  })
  void releasesAsTheyAreWritten(String text, int major, int minor) {
    assertThat(Release.parse(text)).hasValue(new Release(major, minor));
  }

  @ParameterizedTest
  @CsvSource({"''", "2", "main", "2.x", "99999999999.1", "-1.2"})
  void whatIsNoReleaseIsUnknown(String text) {
    assertThat(Release.parse(text)).isEmpty();
  }

  private static ContainerSpec.Builder container() {
    return ContainerSpec.builder("main", "i");
  }

  private static Mount mount(MountOptions options) {
    return new Mount(Path.of("/srv"), "/srv", true, options);
  }

  private static ContainerSpec using(Feature feature) {
    MountOptions plain = MountOptions.DEFAULT;
    return switch (feature) {
      case RECURSIVE_READ_ONLY_MOUNTS ->
          container().mounts(List.of(mount(plain.withRecursiveReadOnly()))).build();
      case ID_MAPPED_MOUNTS ->
          container().mounts(List.of(mount(plain.withIdMappings(IDS, IDS)))).build();
      case MOUNT_FLAGS ->
          container().mounts(List.of(mount(plain.withFlags(Set.of("noexec"))))).build();
      case IMAGE_MOUNTS -> container().imageMounts(List.of(new ImageMount("i", "", "/i"))).build();
      case IMAGE_MOUNT_SUB_PATHS ->
          container().imageMounts(List.of(new ImageMount("i", "a/b", "/i"))).build();
      case CDI_DEVICES ->
          container().unsafeDevices(new Devices(List.of(), List.of("v/gpu=0"))).build();
      case STOP_SIGNAL -> container().stopSignal("SIGINT").build();
      default -> container().confinement(Confinement.builder().strictGroups().build()).build();
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Feature.class,
      names = {
        "RECURSIVE_READ_ONLY_MOUNTS",
        "ID_MAPPED_MOUNTS",
        "MOUNT_FLAGS",
        "IMAGE_MOUNTS",
        "IMAGE_MOUNT_SUB_PATHS",
        "CDI_DEVICES",
        "STOP_SIGNAL",
        "STRICT_SUPPLEMENTAL_GROUPS"
      })
  void containerThatWouldBeLessThanAskedForIsNotMade(Feature feature) {
    server.runtime().beContainerd("1.6.20~ds1");
    try (CriClient client = CriClient.connect(server.socket())) {
      assertThatExceptionOfType(CriUnsupportedException.class)
          .isThrownBy(() ->
              client
                  .runtime()
                  .createContainer(
                      new SandboxId("s"), PodSandboxSpec.builder("p").build(), using(feature)))
          .withMessageStartingWith("CreateContainer: main: " + feature.words() + ": not with ")
          .satisfies(e -> assertThat(e.runtime()).isEqualTo("containerd 1.6.20~ds1"))
          .satisfies(e -> assertThat(e.feature()).isEqualTo(feature.words()))
          .satisfies(e -> assertThat(e.needed()).isEqualTo(feature.needed()))
          .matches(e -> e.retrySafe(), "nothing happened");
      assertThat(server.runtime().requests).isEmpty();
    }
  }

  @Test
  void sandboxThatWouldBeLessThanAskedForIsNotMade() {
    server.runtime().beContainerd("1.6.20~ds1");
    PodSandboxSpec users =
        PodSandboxSpec.builder("p").userNamespace(new UserNamespace(IDS, IDS)).build();
    try (CriClient client = CriClient.connect(server.socket())) {
      assertThatExceptionOfType(CriUnsupportedException.class)
          .isThrownBy(() -> client.runtime().runPodSandbox(users))
          .withMessage(
              "RunPodSandbox: p: user namespaces: not with containerd 1.6.20~ds1 (needs containerd"
                  + " 2.0 or newer whose Status announces it for the handler); nothing was sent");
      assertThat(server.runtime().requests).isEmpty();
    }
  }

  @Test
  void restartWithAnotherReleaseIsNoticed() {
    server.runtime().beContainerd("1.6.20");
    try (CriClient client = CriClient.connect(server.socket())) {
      assertThat(client.capabilities().has(Feature.IMAGE_MOUNTS, Optional.empty())).isFalse();
      server.close();
      server = FakeCriServer.start(directory.resolve("cri.sock"));
      server.runtime().beContainerd("2.1.0");
      client.runtime().version();
      assertThat(client.capabilities().has(Feature.IMAGE_MOUNTS, Optional.empty())).isTrue();
    }
  }
}
