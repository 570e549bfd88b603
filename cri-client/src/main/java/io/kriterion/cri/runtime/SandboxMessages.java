package io.kriterion.cri.runtime;

import io.kriterion.cri.sandbox.NetworkMode;
import io.kriterion.cri.sandbox.PidMode;
import io.kriterion.cri.sandbox.PodSandboxDetails;
import io.kriterion.cri.sandbox.PodSandboxFilter;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.PodSandboxStatus;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.cri.sandbox.PortMapping;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.sandbox.SandboxState;
import io.kriterion.cri.v1.DNSConfig;
import io.kriterion.cri.v1.LinuxPodSandboxConfig;
import io.kriterion.cri.v1.NamespaceMode;
import io.kriterion.cri.v1.NamespaceOption;
import io.kriterion.cri.v1.PodSandbox;
import io.kriterion.cri.v1.PodSandboxConfig;
import io.kriterion.cri.v1.PodSandboxMetadata;
import io.kriterion.cri.v1.PodSandboxState;
import io.kriterion.cri.v1.PodSandboxStateValue;
import io.kriterion.cri.v1.PodSandboxStatusResponse;
import io.kriterion.cri.v1.Protocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Pod sandboxes between our types and CRI's messages. */
final class SandboxMessages {

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
            .setDnsConfig(
                DNSConfig.newBuilder()
                    .addAllServers(spec.dns().servers())
                    .addAllSearches(spec.dns().searches())
                    .addAllOptions(spec.dns().options()))
            .setLinux(linux(spec));
    spec.logDirectory().ifPresent(directory -> config.setLogDirectory(directory.toString()));
    spec.portMappings().forEach(port -> config.addPortMappings(port(port)));
    return config.build();
  }

  private static LinuxPodSandboxConfig linux(PodSandboxSpec spec) {
    LinuxPodSandboxConfig.Builder linux =
        LinuxPodSandboxConfig.newBuilder()
            .setSecurityContext(SecurityMessages.of(spec))
            .putAllSysctls(spec.sysctls());
    spec.cgroupParent().ifPresent(linux::setCgroupParent);
    return linux.build();
  }

  private static io.kriterion.cri.v1.PortMapping port(PortMapping port) {
    return io.kriterion.cri.v1.PortMapping.newBuilder()
        .setProtocol(
            switch (port.protocol()) {
              case TCP -> Protocol.TCP;
              case UDP -> Protocol.UDP;
              case SCTP -> Protocol.SCTP;
            })
        .setContainerPort(port.containerPort())
        .setHostPort(port.hostPort())
        .setHostIp(port.hostIp())
        .build();
  }

  static io.kriterion.cri.v1.PodSandboxFilter filter(PodSandboxFilter filter) {
    io.kriterion.cri.v1.PodSandboxFilter.Builder message =
        io.kriterion.cri.v1.PodSandboxFilter.newBuilder().putAllLabelSelector(filter.labels());
    filter.id().ifPresent(id -> message.setId(id.value()));
    filter
        .state()
        .ifPresent(state ->
            message.setState(
                PodSandboxStateValue.newBuilder()
                    .setState(
                        switch (state) {
                          case READY -> PodSandboxState.SANDBOX_READY;
                          case NOT_READY -> PodSandboxState.SANDBOX_NOTREADY;
                        })));
    return message.build();
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

  static PodSandboxDetails details(PodSandboxStatusResponse response) {
    io.kriterion.cri.v1.PodSandboxStatus status = response.getStatus();
    NamespaceOption namespaces = status.getLinux().getNamespaces().getOptions();
    List<String> addresses = new ArrayList<>();
    if (!status.getNetwork().getIp().isEmpty()) {
      addresses.add(status.getNetwork().getIp());
    }
    status.getNetwork().getAdditionalIpsList().forEach(ip -> addresses.add(ip.getIp()));
    return new PodSandboxDetails(
        status(status),
        status.getMetadata().getUid(),
        status.getMetadata().getNamespace(),
        status.getMetadata().getAttempt(),
        addresses,
        namespaces.getNetwork() == NamespaceMode.NODE ? NetworkMode.NODE : NetworkMode.POD,
        switch (namespaces.getPid()) {
          case POD -> PidMode.POD;
          case NODE -> PidMode.NODE;
          case CONTAINER, TARGET, UNRECOGNIZED -> PidMode.CONTAINER;
        },
        response.getInfoMap());
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
