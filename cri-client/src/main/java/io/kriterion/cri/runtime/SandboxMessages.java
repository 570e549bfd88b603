package io.kriterion.cri.runtime;

import io.kriterion.cri.sandbox.NetworkMode;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.PodSandboxStatus;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.sandbox.SandboxState;
import io.kriterion.cri.v1.Int64Value;
import io.kriterion.cri.v1.LinuxPodSandboxConfig;
import io.kriterion.cri.v1.LinuxSandboxSecurityContext;
import io.kriterion.cri.v1.NamespaceMode;
import io.kriterion.cri.v1.NamespaceOption;
import io.kriterion.cri.v1.PodSandbox;
import io.kriterion.cri.v1.PodSandboxConfig;
import io.kriterion.cri.v1.PodSandboxMetadata;
import io.kriterion.cri.v1.PodSandboxState;
import io.kriterion.cri.v1.SecurityProfile;
import java.time.Instant;

/** Pod sandboxes between our types and CRI's messages. */
final class SandboxMessages {

  /** The user that the sandbox's own process (the pause program) runs as. */
  private static final long NOBODY = 65_534;

  private SandboxMessages() {}

  static PodSandboxConfig config(PodSandboxSpec spec) {
    PodSandboxConfig.Builder config =
        PodSandboxConfig.newBuilder()
            .setMetadata(
                PodSandboxMetadata.newBuilder()
                    .setName(spec.name())
                    .setUid(spec.uid())
                    .setNamespace(spec.namespace())
                    .setAttempt(spec.attempt()))
            .setHostname(spec.hostname())
            .putAllLabels(spec.labels())
            .putAllAnnotations(spec.annotations())
            .setLinux(linux(spec));
    spec.logDirectory().ifPresent(directory -> config.setLogDirectory(directory.toString()));
    return config.build();
  }

  private static LinuxPodSandboxConfig linux(PodSandboxSpec spec) {
    LinuxPodSandboxConfig.Builder linux =
        LinuxPodSandboxConfig.newBuilder()
            .setSecurityContext(
                LinuxSandboxSecurityContext.newBuilder()
                    .setNamespaceOptions(namespaces(spec.network()))
                    .setRunAsUser(Int64Value.newBuilder().setValue(NOBODY))
                    .setRunAsGroup(Int64Value.newBuilder().setValue(NOBODY))
                    .setReadonlyRootfs(true)
                    .setSeccomp(runtimeDefault()));
    spec.cgroupParent().ifPresent(linux::setCgroupParent);
    return linux.build();
  }

  static NamespaceOption namespaces(NetworkMode network) {
    return NamespaceOption.newBuilder()
        .setNetwork(
            switch (network) {
              case POD -> NamespaceMode.POD;
              case NODE -> NamespaceMode.NODE;
            })
        .setPid(NamespaceMode.CONTAINER)
        .setIpc(NamespaceMode.POD)
        .build();
  }

  /** Present and of the default type: an absent profile means unconfined to containerd. */
  static SecurityProfile runtimeDefault() {
    return SecurityProfile.newBuilder()
        .setProfileType(SecurityProfile.ProfileType.RuntimeDefault)
        .build();
  }

  static PodSandboxStatus status(io.kriterion.cri.v1.PodSandboxStatus status) {
    return new PodSandboxStatus(
        new SandboxId(status.getId()),
        status.getMetadata().getName(),
        state(status.getState()),
        status.getLabelsMap(),
        status.getAnnotationsMap(),
        Instant.ofEpochSecond(0, status.getCreatedAt()),
        status.getRuntimeHandler());
  }

  static PodSandboxSummary summary(PodSandbox sandbox) {
    return new PodSandboxSummary(
        new SandboxId(sandbox.getId()),
        sandbox.getMetadata().getName(),
        state(sandbox.getState()),
        sandbox.getLabelsMap(),
        Instant.ofEpochSecond(0, sandbox.getCreatedAt()),
        sandbox.getRuntimeHandler());
  }

  private static SandboxState state(PodSandboxState state) {
    return switch (state) {
      case SANDBOX_READY -> SandboxState.READY;
      case SANDBOX_NOTREADY, UNRECOGNIZED -> SandboxState.NOT_READY;
    };
  }
}
