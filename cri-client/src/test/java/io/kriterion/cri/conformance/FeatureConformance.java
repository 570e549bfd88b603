package io.kriterion.cri.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.capability.Feature;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ImageMount;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.MountOptions;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriUnsupportedException;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.lease.Sandbox;
import io.kriterion.cri.sandbox.PodSandboxFilter;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.security.Confinement;
import io.kriterion.cri.security.IdMapping;
import io.kriterion.cri.security.UserNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What newer runtimes can do and older ones ignore without a word: done as asked for where the
 * runtime can, refused before anything is made where it cannot.
 */
public abstract class FeatureConformance extends SharedPodConformance {

  private static final IdMapping USERS = new IdMapping(100_000, 0, 65_536);

  @TempDir private Path directory = Path.of("");

  @Override
  final void needsForAll() {
    needs(Trait.KERNEL_VIEW);
  }

  /* Says on which of the two ways the test goes: both of them assert something. */
  private boolean has(Feature feature) {
    boolean has = runtime().client().capabilities().has(feature, Optional.of(runtime().handler()));
    System.out.println(runtime() + (has ? " has " : " has no ") + feature.words());
    return has;
  }

  private void assertNotMade(ContainerSpec spec) {
    assertThatExceptionOfType(CriUnsupportedException.class)
        .isThrownBy(() -> shared().createContainer(spec));
    assertThat(runtime().client().runtime().listContainers(spec.labels())).isEmpty();
  }

  private ContainerSpec.Builder marked() {
    return container("pause").labels(Map.of("feature", name()));
  }

  private PodSandboxSpec pod(UserNamespace users) {
    return pod().labels(Map.of("feature", name())).userNamespace(users).build();
  }

  private void assertNoPod(PodSandboxSpec spec) {
    assertThat(
            runtime()
                .client()
                .runtime()
                .listPodSandboxes(PodSandboxFilter.ALL.withLabels(spec.labels())))
        .isEmpty();
  }

  @Test
  void rootOfAUserNamespaceIsNobodyOutside() throws Exception {
    PodSandboxSpec spec = pod(new UserNamespace(List.of(USERS), List.of(USERS)));
    if (!has(Feature.USER_NAMESPACES)) {
      assertThatExceptionOfType(CriUnsupportedException.class)
          .isThrownBy(() -> runtime().client().runSandbox(spec));
      assertNoPod(spec);
      return;
    }
    try (Sandbox sandbox = runtime().client().runSandbox(spec)) {
      Container root = sandbox.run(container("pause").unsafeRootUser().build());
      for (String map : List.of("uid_map", "gid_map")) {
        assertThat(text(root, "read", "/proc/self/" + map).strip().split("\\s+"))
            .as(map)
            .containsExactly("0", "100000", "65536");
      }
      assertThat(text(root, "namespace", "user"))
          .isNotEqualTo(text(shared().run(container("pause").build()), "namespace", "user"));
    }
  }

  @Test
  void userNamespaceOfTwoMappingsIsRefused() {
    List<IdMapping> two =
        List.of(new IdMapping(100_000, 0, 1000), new IdMapping(200_000, 1000, 1000));
    PodSandboxSpec spec = pod(new UserNamespace(two, two));
    if (has(Feature.USER_NAMESPACES)) {
      assertFails(CriErrorCode.INVALID_ARGUMENT, () -> runtime().client().runSandbox(spec));
    } else {
      assertThatExceptionOfType(CriUnsupportedException.class)
          .isThrownBy(() -> runtime().client().runSandbox(spec));
    }
    assertNoPod(spec);
  }

  @Test
  void whatIsMountedBelowARecursivelyReadOnlyMountCannotBeWritten() throws Exception {
    needs(Trait.MOUNTS);
    Mount plain = new Mount(directory, "/mnt", true);
    Mount recursive =
        new Mount(directory, "/mnt", true, MountOptions.DEFAULT.withRecursiveReadOnly());
    try (HostMounts mounts = new HostMounts(runtime(), directory)) {
      mounts.tmpfs("below");
      try (Container container = shared().run(container("pause").mounts(List.of(plain)).build())) {
        assertThat(code(container, "write", "/mnt/new")).isEqualTo(EROFS);
        assertThat(code(container, "write", "/mnt/below/new")).isZero();
      }
      ContainerSpec spec = marked().mounts(List.of(recursive)).build();
      if (!has(Feature.RECURSIVE_READ_ONLY_MOUNTS)) {
        assertNotMade(spec);
        return;
      }
      try (Container container = shared().run(spec)) {
        assertThat(code(container, "read", "/mnt/below/file")).isZero();
        assertThat(code(container, "write", "/mnt/below/new2")).isEqualTo(EROFS);
      }
    }
  }

  @Test
  void imageIsMountedReadOnly() throws Exception {
    ContainerSpec spec =
        marked().imageMounts(List.of(new ImageMount(runtime().image(), "", "/mnt"))).build();
    if (!has(Feature.IMAGE_MOUNTS)) {
      assertNotMade(spec);
      return;
    }
    try (Container container = shared().run(spec)) {
      assertThat(text(container, "read", "/mnt/etc/passwd")).contains(Probe.USER);
      assertThat(code(container, "write", "/mnt/new")).isEqualTo(EROFS);
    }
  }

  @Test
  void groupsOfTheImageCanBeLeftOut() throws Exception {
    ContainerSpec merging = container("pause").unsafeUserName(Probe.USER, 5678).build();
    try (Container container = shared().run(merging)) {
      assertThat(groups(container)).contains("" + Probe.GROUP_ID);
    }
    Confinement strict =
        Confinement.builder().supplementalGroups(List.of(70L)).strictGroups().build();
    ContainerSpec spec = marked().unsafeUserName(Probe.USER, 5678).confinement(strict).build();
    if (!has(Feature.STRICT_SUPPLEMENTAL_GROUPS)) {
      assertNotMade(spec);
      return;
    }
    try (Container container = shared().run(spec)) {
      assertThat(groups(container)).contains("70").doesNotContain("" + Probe.GROUP_ID);
    }
  }

  private static List<String> groups(Container container) throws Exception {
    return List.of(status(container).getOrDefault("Groups", "").split(" "));
  }
}
