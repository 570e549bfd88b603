package io.kriterion.cri.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.Privileges;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.lease.Sandbox;
import io.kriterion.cri.security.Confinement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a container's processes may do: by default as little as possible, and more where asked for.
 */
public abstract class SecurityConformance extends SharedPodConformance {

  private static final int EPERM = 1;
  private static final String NO_CAPABILITY = "0000000000000000";
  private static final long NET_RAW = 1L << 13;

  @TempDir private static Path directory = Path.of("");

  @Override
  final void needsForAll() {
    needs(Trait.KERNEL_VIEW);
  }

  private Container with(ContainerSpec.Builder spec) {
    return shared().run(spec.build());
  }

  @Test
  void defaultIsSafe() throws Exception {
    try (Container container = with(container("pause"))) {
      assertThat(status(container))
          .containsEntry("Uid", "65534\t65534\t65534\t65534")
          .containsEntry("Gid", "65534\t65534\t65534\t65534")
          .containsEntry("NoNewPrivs", "1")
          .containsEntry("Seccomp", "2")
          .containsEntry("CapEff", NO_CAPABILITY)
          .containsEntry("CapPrm", NO_CAPABILITY)
          .containsEntry("CapBnd", NO_CAPABILITY)
          .containsEntry("CapAmb", NO_CAPABILITY);
      assertThat(code(container, "write", "/new")).isEqualTo(EROFS);
    }
  }

  @Test
  void systemCallsThatNoProgramNeedsAreRefused() throws Exception {
    try (Container container = with(container("pause"));
        Container open =
            with(container("pause").confinement(Confinement.builder().unsafeNoSeccomp().build()))) {
      assertThat(code(container, "keyctl")).isEqualTo(EPERM);
      assertThat(status(open)).containsEntry("Seccomp", "0");
      assertThat(code(open, "keyctl")).isZero();
    }
  }

  @Test
  void seccompProfileOfAFileHolds() throws Exception {
    Path profile = directory.resolve("seccomp.json");
    Files.writeString(
        profile,
        """
        {"defaultAction": "SCMP_ACT_ALLOW",
         "syscalls": [{"names": ["getcwd"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1}]}
        """);
    Confinement mine = Confinement.builder().seccomp(profile.toString()).build();
    try (Container container = with(container("pause").confinement(mine))) {
      assertThat(code(container, "directory")).isEqualTo(EPERM);
      assertThat(code(container, "keyctl")).isZero();
    }
  }

  @Test
  void kernelsFilesAreHiddenOrReadOnly() throws Exception {
    ContainerSpec.Builder root = container("pause").unsafeRootUser();
    try (Container container = with(root)) {
      assertThat(text(container, "read", "/proc/keys")).isEmpty();
      assertThat(text(container, "read", "/proc/timer_list")).isEmpty();
      assertThat(code(container, "write", "/proc/sys/kernel/core_pattern")).isEqualTo(EROFS);
      assertThat(code(container, "write", "/proc/sysrq-trigger")).isNotZero();
    }
    Privileges paths = Privileges.NONE.unsafeWithKernelPaths();
    try (Container container = with(container("pause").unsafeRootUser().privileges(paths))) {
      assertThat(text(container, "read", "/proc/timer_list")).isNotEmpty();
    }
  }

  @Test
  void userAndGroupsAreThoseAskedFor() throws Exception {
    Confinement groups = Confinement.builder().supplementalGroups(List.of(70L, 80L)).build();
    try (Container container = with(container("pause").user(1234, 5678).confinement(groups));
        Container root = with(container("pause").unsafeRootUser())) {
      Map<String, String> status = status(container);
      assertThat(status)
          .containsEntry("Uid", "1234\t1234\t1234\t1234")
          .containsEntry("Gid", "5678\t5678\t5678\t5678");
      assertThat(status.getOrDefault("Groups", "").split(" ")).contains("70", "80");
      assertThat(status(root))
          .containsEntry("Uid", "0\t0\t0\t0")
          .containsEntry("CapEff", NO_CAPABILITY);
    }
  }

  @Test
  void userIsFoundByItsNameInTheImage() throws Exception {
    String id = "" + Probe.USER_ID;
    try (Container container = with(container("pause").unsafeUserName(Probe.USER, 5678))) {
      assertThat(status(container))
          .containsEntry("Uid", String.join("\t", id, id, id, id))
          .containsEntry("Gid", "5678\t5678\t5678\t5678")
          .containsEntry("CapEff", NO_CAPABILITY);
    }
    ContainerSpec unknown = container("pause").unsafeUserName("nobody-knows", 5678).build();
    assertFails(CriErrorCode.INVALID_ARGUMENT, () -> shared().run(unknown));
  }

  @Test
  void oneCapabilityIsAddedAndNoOther() throws Exception {
    Privileges netRaw = Privileges.NONE.unsafeWithCapabilities(Set.of("NET_RAW"));
    try (Container container = with(container("pause").unsafeRootUser().privileges(netRaw))) {
      assertThat(Long.parseUnsignedLong(status(container).getOrDefault("CapEff", ""), 16))
          .isEqualTo(NET_RAW);
    }
  }

  @Test
  void newPrivilegesAndAWritableRootAreGivenWhereAskedFor() throws Exception {
    Privileges more = Privileges.NONE.withWritableRoot().unsafeWithNewPrivileges();
    try (Container container = with(container("pause").unsafeRootUser().privileges(more))) {
      assertThat(status(container)).containsEntry("NoNewPrivs", "0");
      assertThat(code(container, "write", "/new")).isZero();
    }
  }

  @Test
  void privilegedIsEverything() throws Exception {
    Confinement all = Confinement.builder().unsafePrivileged().build();
    try (Sandbox privileged = runtime().client().runSandbox(pod().confinement(all).build());
        Container container =
            privileged.run(container("pause").unsafeRootUser().confinement(all).build())) {
      assertThat(status(container)).containsEntry("Seccomp", "0");
      assertThat(
              Long.bitCount(
                  Long.parseUnsignedLong(status(container).getOrDefault("CapEff", ""), 16)))
          .isGreaterThan(30);
    }
  }
}
