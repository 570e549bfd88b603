package io.kriterion.cri.runtime;

import com.google.protobuf.ByteString;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ContainerState;
import io.kriterion.cri.container.ContainerStatus;
import io.kriterion.cri.container.ContainerSummary;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.sandbox.NetworkMode;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.v1.Capability;
import io.kriterion.cri.v1.Container;
import io.kriterion.cri.v1.ContainerConfig;
import io.kriterion.cri.v1.ContainerMetadata;
import io.kriterion.cri.v1.ImageSpec;
import io.kriterion.cri.v1.Int64Value;
import io.kriterion.cri.v1.KeyValue;
import io.kriterion.cri.v1.LinuxContainerConfig;
import io.kriterion.cri.v1.LinuxContainerResources;
import io.kriterion.cri.v1.LinuxContainerSecurityContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Containers between our types and CRI's messages. */
final class ContainerMessages {

  /* What the kubelet hides and protects. containerd empties both lists unless they are sent. */
  private static final List<String> MASKED_PATHS =
      List.of(
          "/proc/acpi",
          "/proc/asound",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/sys/devices/virtual/powercap",
          "/sys/firmware");

  private static final List<String> READONLY_PATHS =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private ContainerMessages() {}

  static ContainerConfig config(ContainerSpec spec, NetworkMode network) {
    ContainerConfig.Builder config =
        ContainerConfig.newBuilder()
            .setMetadata(ContainerMetadata.newBuilder().setName(spec.name()))
            .setImage(ImageSpec.newBuilder().setImage(spec.image()))
            .addAllCommand(spec.command())
            .addAllArgs(spec.args())
            .putAllLabels(spec.labels())
            .setStdin(spec.stdin())
            .setTty(spec.tty())
            .setLinux(
                LinuxContainerConfig.newBuilder()
                    .setResources(resources(spec.resources()))
                    .setSecurityContext(security(spec, network)));
    spec.workingDirectory().ifPresent(config::setWorkingDir);
    spec.env()
        .forEach((name, value) ->
            config.addEnvs(
                KeyValue.newBuilder().setKey(name).setValue(ByteString.copyFromUtf8(value))));
    spec.mounts().forEach(mount -> config.addMounts(mount(mount)));
    return config.build();
  }

  private static LinuxContainerSecurityContext security(ContainerSpec spec, NetworkMode network) {
    return LinuxContainerSecurityContext.newBuilder()
        .setCapabilities(Capability.newBuilder().addDropCapabilities("ALL"))
        .setNamespaceOptions(SandboxMessages.namespaces(network))
        .setRunAsUser(Int64Value.newBuilder().setValue(spec.user()))
        .setRunAsGroup(Int64Value.newBuilder().setValue(spec.group()))
        .setReadonlyRootfs(true)
        .setNoNewPrivs(true)
        .addAllMaskedPaths(MASKED_PATHS)
        .addAllReadonlyPaths(READONLY_PATHS)
        .setSeccomp(SandboxMessages.runtimeDefault())
        .build();
  }

  private static LinuxContainerResources resources(Resources resources) {
    LinuxContainerResources.Builder message =
        LinuxContainerResources.newBuilder().putAllUnified(resources.unified());
    resources
        .memoryBytes()
        .ifPresent(bytes -> message.setMemoryLimitInBytes(bytes).setMemorySwapLimitInBytes(bytes));
    resources.cpuQuota().ifPresent(quota -> message.setCpuQuota(micros(quota)));
    resources.cpuPeriod().ifPresent(period -> message.setCpuPeriod(micros(period)));
    resources.cpuShares().ifPresent(message::setCpuShares);
    resources.cpusetCpus().ifPresent(message::setCpusetCpus);
    resources.oomScoreAdj().ifPresent(message::setOomScoreAdj);
    return message.build();
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  private static io.kriterion.cri.v1.Mount mount(Mount mount) {
    return io.kriterion.cri.v1.Mount.newBuilder()
        .setHostPath(mount.hostPath().toString())
        .setContainerPath(mount.containerPath())
        .setReadonly(mount.readOnly())
        .build();
  }

  static ContainerStatus status(io.kriterion.cri.v1.ContainerStatus status) {
    ContainerState state = state(status.getState());
    return new ContainerStatus(
        new ContainerId(status.getId()),
        status.getMetadata().getName(),
        state,
        state == ContainerState.EXITED ? OptionalInt.of(status.getExitCode()) : OptionalInt.empty(),
        status.getReason(),
        status.getMessage(),
        status.getLabelsMap(),
        Instant.ofEpochSecond(0, status.getCreatedAt()),
        time(status.getStartedAt()),
        time(status.getFinishedAt()));
  }

  static ContainerSummary summary(Container container) {
    return new ContainerSummary(
        new ContainerId(container.getId()),
        new SandboxId(container.getPodSandboxId()),
        container.getMetadata().getName(),
        state(container.getState()),
        container.getLabelsMap(),
        Instant.ofEpochSecond(0, container.getCreatedAt()));
  }

  private static Optional<Instant> time(long nanos) {
    return nanos == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(0, nanos));
  }

  private static ContainerState state(io.kriterion.cri.v1.ContainerState state) {
    return switch (state) {
      case CONTAINER_CREATED -> ContainerState.CREATED;
      case CONTAINER_RUNNING -> ContainerState.RUNNING;
      case CONTAINER_EXITED -> ContainerState.EXITED;
      case CONTAINER_UNKNOWN, UNRECOGNIZED -> ContainerState.UNKNOWN;
    };
  }
}
