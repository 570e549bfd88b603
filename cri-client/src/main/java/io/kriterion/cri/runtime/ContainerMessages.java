package io.kriterion.cri.runtime;

import com.google.protobuf.ByteString;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ImageMount;
import io.kriterion.cri.container.Mount;
import io.kriterion.cri.container.MountOptions;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.v1.CDIDevice;
import io.kriterion.cri.v1.ContainerConfig;
import io.kriterion.cri.v1.ContainerMetadata;
import io.kriterion.cri.v1.ContainerState;
import io.kriterion.cri.v1.ContainerStateValue;
import io.kriterion.cri.v1.Device;
import io.kriterion.cri.v1.ImageSpec;
import io.kriterion.cri.v1.KeyValue;
import io.kriterion.cri.v1.LinuxContainerConfig;
import io.kriterion.cri.v1.MountPropagation;
import io.kriterion.cri.v1.Signal;

/** What is asked for of containers, as CRI's messages. */
final class ContainerMessages {

  private ContainerMessages() {}

  static ContainerConfig config(ContainerSpec spec, PodSandboxSpec sandbox) {
    ContainerConfig.Builder config =
        ContainerConfig.newBuilder()
            .setMetadata(
                ContainerMetadata.newBuilder().setName(spec.name()).setAttempt(spec.attempt()))
            .setImage(ImageSpec.newBuilder().setImage(spec.image()))
            .addAllCommand(spec.command())
            .addAllArgs(spec.args())
            .putAllLabels(spec.labels())
            .putAllAnnotations(spec.annotations())
            .setStdin(spec.stdin())
            .setStdinOnce(spec.stdinOnce())
            .setTty(spec.tty())
            .setLinux(
                LinuxContainerConfig.newBuilder()
                    .setResources(ResourceMessages.of(spec.resources()))
                    .setSecurityContext(SecurityMessages.of(spec, sandbox)));
    spec.workingDirectory().ifPresent(config::setWorkingDir);
    spec.logPath().ifPresent(config::setLogPath);
    spec.stopSignal().ifPresent(name -> config.setStopSignal(signal(name)));
    spec.env()
        .forEach((name, value) ->
            config.addEnvs(
                KeyValue.newBuilder().setKey(name).setValue(ByteString.copyFromUtf8(value))));
    spec.mounts().forEach(mount -> config.addMounts(mount(mount)));
    spec.imageMounts().forEach(mount -> config.addMounts(mount(mount)));
    spec.devices()
        .nodes()
        .forEach(node ->
            config.addDevices(
                Device.newBuilder()
                    .setHostPath(node.hostPath())
                    .setContainerPath(node.containerPath())
                    .setPermissions(node.permissions())));
    spec.devices()
        .cdi()
        .forEach(name -> config.addCDIDevices(CDIDevice.newBuilder().setName(name)));
    return config.build();
  }

  static Signal signal(String name) {
    String constant = "SIGNAL_" + name.replace("+", "PLUS").replace("RTMAX-", "RTMAXMINUS");
    for (Signal signal : Signal.values()) {
      if (signal.name().equals(constant)) {
        return signal;
      }
    }
    throw new IllegalArgumentException(
        "stopSignal: \"" + name + "\" (expected: a signal of Linux, SIGRTMIN+1 to SIGRTMIN+15)");
  }

  private static io.kriterion.cri.v1.Mount mount(Mount mount) {
    MountOptions options = mount.options();
    return io.kriterion.cri.v1.Mount.newBuilder()
        .setHostPath(mount.hostPath().toString())
        .setContainerPath(mount.containerPath())
        .setReadonly(mount.readOnly())
        .setPropagation(
            switch (options.propagation()) {
              case PRIVATE -> MountPropagation.PROPAGATION_PRIVATE;
              case HOST_TO_CONTAINER -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
              case BIDIRECTIONAL -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
            })
        .setRecursiveReadOnly(options.recursiveReadOnly())
        .setSelinuxRelabel(options.selinuxRelabel())
        .addAllUidMappings(SecurityMessages.mappings(options.uidMappings()))
        .addAllGidMappings(SecurityMessages.mappings(options.gidMappings()))
        .addAllMountOptions(options.flags().stream().sorted().toList())
        .build();
  }

  private static io.kriterion.cri.v1.Mount mount(ImageMount mount) {
    return io.kriterion.cri.v1.Mount.newBuilder()
        .setImage(ImageSpec.newBuilder().setImage(mount.image()))
        .setImageSubPath(mount.subPath())
        .setContainerPath(mount.containerPath())
        .setReadonly(true)
        .build();
  }

  static io.kriterion.cri.v1.ContainerFilter filter(ContainerFilter filter) {
    io.kriterion.cri.v1.ContainerFilter.Builder message =
        io.kriterion.cri.v1.ContainerFilter.newBuilder().putAllLabelSelector(filter.labels());
    filter.id().ifPresent(id -> message.setId(id.value()));
    filter.sandbox().ifPresent(sandbox -> message.setPodSandboxId(sandbox.value()));
    filter
        .state()
        .ifPresent(state ->
            message.setState(
                ContainerStateValue.newBuilder()
                    .setState(
                        switch (state) {
                          case CREATED -> ContainerState.CONTAINER_CREATED;
                          case RUNNING -> ContainerState.CONTAINER_RUNNING;
                          case EXITED -> ContainerState.CONTAINER_EXITED;
                          case UNKNOWN -> ContainerState.CONTAINER_UNKNOWN;
                        })));
    return message.build();
  }
}
