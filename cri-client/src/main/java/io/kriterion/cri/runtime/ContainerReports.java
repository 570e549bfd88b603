package io.kriterion.cri.runtime;

import io.kriterion.cri.container.ContainerDetails;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerState;
import io.kriterion.cri.container.ContainerStatus;
import io.kriterion.cri.container.ContainerSummary;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.MountOptions;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.v1.Container;
import io.kriterion.cri.v1.ContainerStatusResponse;
import io.kriterion.cri.v1.IDMapping;
import io.kriterion.cri.v1.LinuxContainerUser;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What a runtime says of containers, from CRI's messages. */
final class ContainerReports {

  private ContainerReports() {}

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

  static ContainerDetails details(ContainerStatusResponse response) {
    io.kriterion.cri.v1.ContainerStatus status = response.getStatus();
    return new ContainerDetails(
        status(status),
        status.getMetadata().getAttempt(),
        status.getImage().getImage(),
        status.getImageRef(),
        status.getAnnotationsMap(),
        status.getMountsList().stream()
            .filter(mount -> mount.getHostPath().startsWith("/"))
            .map(ContainerReports::mount)
            .toList(),
        status.getLogPath(),
        status.getResources().hasLinux()
            ? Optional.of(ResourceMessages.read(status.getResources().getLinux()))
            : Optional.empty(),
        status.getUser().hasLinux()
            ? Optional.of(user(status.getUser().getLinux()))
            : Optional.empty(),
        response.getInfoMap());
  }

  private static ContainerDetails.User user(LinuxContainerUser user) {
    return new ContainerDetails.User(
        user.getUid(), user.getGid(), user.getSupplementalGroupsList());
  }

  private static Mount mount(io.kriterion.cri.v1.Mount mount) {
    MountOptions options =
        new MountOptions(
            switch (mount.getPropagation()) {
              case PROPAGATION_PRIVATE, UNRECOGNIZED -> MountOptions.Propagation.PRIVATE;
              case PROPAGATION_HOST_TO_CONTAINER -> MountOptions.Propagation.HOST_TO_CONTAINER;
              case PROPAGATION_BIDIRECTIONAL -> MountOptions.Propagation.BIDIRECTIONAL;
            },
            mount.getReadonly() && mount.getRecursiveReadOnly(),
            mount.getSelinuxRelabel(),
            mappings(mount.getUidMappingsList()),
            mappings(mount.getGidMappingsList()),
            Set.of());
    return new Mount(
        Path.of(mount.getHostPath()), mount.getContainerPath(), mount.getReadonly(), options);
  }

  private static List<io.kriterion.cri.security.IdMapping> mappings(List<IDMapping> mappings) {
    return mappings.stream()
        .map(mapping ->
            new io.kriterion.cri.security.IdMapping(
                Integer.toUnsignedLong(mapping.getHostId()),
                Integer.toUnsignedLong(mapping.getContainerId()),
                Integer.toUnsignedLong(mapping.getLength())))
        .toList();
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
