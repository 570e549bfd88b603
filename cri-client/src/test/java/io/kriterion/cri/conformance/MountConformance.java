package io.kriterion.cri.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.MountOptions;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.lease.Sandbox;
import io.kriterion.cri.security.Confinement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories of the host in containers. */
public abstract class MountConformance extends Conformance {

  private static final int ENOENT = 2;

  @TempDir private Path directory = Path.of("");

  private Path shared() throws Exception {
    needs(Trait.MOUNTS);
    Path shared = Files.createDirectory(directory.resolve("shared"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path there = Files.writeString(shared.resolve("there"), "from the host\n");
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rw-rw-rw-"));
    return shared;
  }

  /* With the directory as its /mnt. */
  private Container with(Sandbox sandbox, Path directory, boolean readOnly) {
    Mount mount = new Mount(directory, "/mnt", readOnly);
    return sandbox.run(container("pause").mounts(List.of(mount)).build());
  }

  @Test
  void writableOneGoesBothWays() throws Exception {
    Path shared = shared();
    try (Sandbox sandbox = sandbox();
        Container container = with(sandbox, shared, false)) {
      assertThat(text(container, "read", "/mnt/there")).isEqualTo("from the host\n");
      assertThat(code(container, "write", "/mnt/new")).isZero();
    }
    assertThat(shared.resolve("new")).hasContent("written");
  }

  @Test
  void readOnlyOneCannotBeWritten() throws Exception {
    Path shared = shared();
    try (Sandbox sandbox = sandbox();
        Container container = with(sandbox, shared, true)) {
      assertThat(text(container, "read", "/mnt/there")).isEqualTo("from the host\n");
      assertThat(code(container, "write", "/mnt/new")).isEqualTo(EROFS);
      assertThat(code(container, "write", "/mnt/there")).isEqualTo(EROFS);
    }
    assertThat(shared.resolve("there")).hasContent("from the host\n");
  }

  @Test
  void linkOnTheHostIsFollowed() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), shared());
    try (Sandbox sandbox = sandbox();
        Container container = with(sandbox, link, true)) {
      assertThat(text(container, "read", "/mnt/there")).isEqualTo("from the host\n");
    }
  }

  private Container with(Sandbox sandbox, MountOptions.Propagation propagation) {
    MountOptions options = MountOptions.DEFAULT.withPropagation(propagation);
    return sandbox.run(
        container("pause").mounts(List.of(new Mount(directory, "/mnt", false, options))).build());
  }

  @Test
  void laterMountOfTheHostShowsWhereAskedFor() throws Exception {
    needs(Trait.MOUNTS);
    needs(Trait.KERNEL_VIEW);
    Files.createDirectory(directory.resolve("later"));
    try (HostMounts mounts = new HostMounts(runtime(), directory);
        Sandbox sandbox = sandbox()) {
      Container apart = with(sandbox, MountOptions.Propagation.PRIVATE);
      Container following = with(sandbox, MountOptions.Propagation.HOST_TO_CONTAINER);
      mounts.tmpfs("later");
      assertThat(code(apart, "read", "/mnt/later/file")).isEqualTo(ENOENT);
      assertThat(code(following, "read", "/mnt/later/file")).isZero();
    }
  }

  @Test
  void mountOfAContainerShowsOnTheHostWhereAskedFor() throws Exception {
    needs(Trait.MOUNTS);
    needs(Trait.KERNEL_VIEW);
    Files.createDirectory(directory.resolve("later"));
    Confinement all = Confinement.builder().unsafePrivileged().build();
    MountOptions both =
        MountOptions.DEFAULT.withPropagation(MountOptions.Propagation.BIDIRECTIONAL);
    try (HostMounts mounts = new HostMounts(runtime(), directory);
        Sandbox sandbox = runtime().client().runSandbox(pod().confinement(all).build())) {
      ContainerSpec.Builder privileged = container("pause").unsafeRootUser().confinement(all);
      Container container =
          sandbox.run(
              privileged.mounts(List.of(new Mount(directory, "/mnt", false, both))).build());
      assertThat(mounts.has("later")).isFalse();
      assertThat(code(container, "mount", "/mnt/later")).isZero();
      assertThat(mounts.has("later")).isTrue();
    }
  }
}
