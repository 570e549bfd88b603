package io.kriterion.cri.runtime;

import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.Privileges;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.security.Confinement;
import io.kriterion.cri.security.IdMapping;
import io.kriterion.cri.security.SelinuxLabel;
import io.kriterion.cri.security.UserNamespace;
import io.kriterion.cri.v1.Capability;
import io.kriterion.cri.v1.IDMapping;
import io.kriterion.cri.v1.Int64Value;
import io.kriterion.cri.v1.LinuxContainerSecurityContext;
import io.kriterion.cri.v1.LinuxSandboxSecurityContext;
import io.kriterion.cri.v1.NamespaceMode;
import io.kriterion.cri.v1.NamespaceOption;
import io.kriterion.cri.v1.SELinuxOption;
import io.kriterion.cri.v1.SecurityProfile;
import io.kriterion.cri.v1.SupplementalGroupsPolicy;
import java.util.List;

/** What confines pods and containers, as CRI's messages. */
final class SecurityMessages {

  /** The user that the sandbox's own process (the pause program) runs as. */
  private static final long NOBODY = 65_534;

  /*
   * What the kubelet hides and protects. containerd empties both lists unless they are sent. Beyond
   * the kubelet's there is /proc/locks, where every container sees the locks of open file
   * descriptions of the whole machine: they have no process by which the kernel could leave them out.
   */
  private static final List<String> MASKED_PATHS =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/locks",
          "/proc/sched_debug",
          "/proc/scsi",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/sys/devices/virtual/powercap",
          "/sys/firmware");

  private static final List<String> READONLY_PATHS =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private SecurityMessages() {}

  static LinuxSandboxSecurityContext of(PodSandboxSpec spec) {
    Confinement confinement = spec.confinement();
    LinuxSandboxSecurityContext.Builder message =
        LinuxSandboxSecurityContext.newBuilder()
            .setNamespaceOptions(namespaces(spec))
            .setRunAsUser(Int64Value.newBuilder().setValue(NOBODY))
            .setRunAsGroup(Int64Value.newBuilder().setValue(NOBODY))
            .setReadonlyRootfs(true)
            .setSeccomp(profile(confinement.seccomp()))
            .addAllSupplementalGroups(confinement.supplementalGroups())
            .setSupplementalGroupsPolicy(policy(confinement))
            .setPrivileged(confinement.privileged());
    confinement.apparmor().ifPresent(profile -> message.setApparmor(profile(profile)));
    confinement.selinux().ifPresent(label -> message.setSelinuxOptions(label(label)));
    return message.build();
  }

  static LinuxContainerSecurityContext of(ContainerSpec spec, PodSandboxSpec sandbox) {
    Confinement confinement = spec.confinement();
    Privileges privileges = spec.privileges();
    NamespaceOption.Builder namespaces = namespaces(sandbox).toBuilder();
    spec.pidTarget()
        .ifPresent(target -> namespaces.setPid(NamespaceMode.TARGET).setTargetId(target.value()));
    LinuxContainerSecurityContext.Builder message =
        LinuxContainerSecurityContext.newBuilder()
            .setCapabilities(
                Capability.newBuilder()
                    .addDropCapabilities("ALL")
                    .addAllAddCapabilities(privileges.capabilities().stream().sorted().toList()))
            .setNamespaceOptions(namespaces)
            .setRunAsGroup(Int64Value.newBuilder().setValue(spec.group()))
            .setReadonlyRootfs(!privileges.writableRoot())
            .setNoNewPrivs(!privileges.newPrivileges())
            .setSeccomp(profile(confinement.seccomp()))
            .addAllSupplementalGroups(confinement.supplementalGroups())
            .setSupplementalGroupsPolicy(policy(confinement))
            .setPrivileged(confinement.privileged());
    spec.userName()
        .ifPresentOrElse(
            message::setRunAsUsername,
            () -> message.setRunAsUser(Int64Value.newBuilder().setValue(spec.user())));
    if (!privileges.kernelPaths()) {
      message.addAllMaskedPaths(MASKED_PATHS).addAllReadonlyPaths(READONLY_PATHS);
    }
    confinement.apparmor().ifPresent(profile -> message.setApparmor(profile(profile)));
    confinement.selinux().ifPresent(label -> message.setSelinuxOptions(label(label)));
    return message.build();
  }

  private static NamespaceOption namespaces(PodSandboxSpec spec) {
    NamespaceOption.Builder message =
        NamespaceOption.newBuilder()
            .setNetwork(
                switch (spec.network()) {
                  case POD -> NamespaceMode.POD;
                  case NODE -> NamespaceMode.NODE;
                })
            .setPid(
                switch (spec.pid()) {
                  case CONTAINER -> NamespaceMode.CONTAINER;
                  case POD -> NamespaceMode.POD;
                  case NODE -> NamespaceMode.NODE;
                })
            .setIpc(spec.nodeIpc() ? NamespaceMode.NODE : NamespaceMode.POD);
    spec.userNamespace().ifPresent(users -> message.setUsernsOptions(users(users)));
    return message.build();
  }

  private static io.kriterion.cri.v1.UserNamespace users(UserNamespace users) {
    return io.kriterion.cri.v1.UserNamespace.newBuilder()
        .setMode(NamespaceMode.POD)
        .addAllUids(mappings(users.uids()))
        .addAllGids(mappings(users.gids()))
        .build();
  }

  static List<IDMapping> mappings(List<IdMapping> mappings) {
    return mappings.stream()
        .map(mapping ->
            IDMapping.newBuilder()
                // unsigned on the wire
                .setHostId((int) mapping.hostId())
                .setContainerId((int) mapping.containerId())
                .setLength((int) mapping.length())
                .build())
        .toList();
  }

  /** Always sent for seccomp: an absent profile means unconfined to containerd. */
  private static SecurityProfile profile(io.kriterion.cri.security.SecurityProfile profile) {
    SecurityProfile.Builder message = SecurityProfile.newBuilder();
    return switch (profile) {
      case io.kriterion.cri.security.SecurityProfile.RuntimeDefault d ->
          message.setProfileType(SecurityProfile.ProfileType.RuntimeDefault).build();
      case io.kriterion.cri.security.SecurityProfile.Localhost local ->
          message
              .setProfileType(SecurityProfile.ProfileType.Localhost)
              .setLocalhostRef(local.reference())
              .build();
      case io.kriterion.cri.security.SecurityProfile.Unconfined u ->
          message.setProfileType(SecurityProfile.ProfileType.Unconfined).build();
    };
  }

  private static SupplementalGroupsPolicy policy(Confinement confinement) {
    return confinement.strictGroups()
        ? SupplementalGroupsPolicy.Strict
        : SupplementalGroupsPolicy.Merge;
  }

  private static SELinuxOption label(SelinuxLabel label) {
    return SELinuxOption.newBuilder()
        .setUser(label.user())
        .setRole(label.role())
        .setType(label.type())
        .setLevel(label.level())
        .build();
  }
}
