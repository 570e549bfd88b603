package io.kriterion.cri.runtime;

import io.kriterion.cri.capability.Capabilities;
import io.kriterion.cri.capability.Feature;
import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriUnsupportedException;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.v1.NetworkConfig;
import io.kriterion.cri.v1.ReopenContainerLogRequest;
import io.kriterion.cri.v1.RuntimeConfig;
import io.kriterion.cri.v1.RuntimeConfigRequest;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import io.kriterion.cri.v1.UpdateContainerResourcesRequest;
import io.kriterion.cri.v1.UpdatePodSandboxResourcesRequest;
import io.kriterion.cri.v1.UpdateRuntimeConfigRequest;
import java.util.Map;
import java.util.Optional;

/**
 * Changes to what already runs, and the runtime's own settings. Thread-safe. Every method blocks
 * until the runtime answers, at most for the client's call timeout, throws a {@link CriException}
 * if it refuses or does not answer, and may be repeated.
 */
public final class Maintenance {

  private final CriChannel channel;
  private final Capabilities capabilities;

  /** For {@code CriClient}; an application gets the service from there. */
  public Maintenance(CriChannel channel, Capabilities capabilities) {
    this.channel = channel;
    this.capabilities = capabilities;
  }

  /**
   * Changes a container's limits; what is absent in them stays as it is.
   *
   * @param annotations for the handler, where its configuration says so
   */
  public void updateContainerResources(
      ContainerId container, Resources resources, Map<String, String> annotations) {
    channel.call(
        RuntimeServiceGrpc.getUpdateContainerResourcesMethod(),
        UpdateContainerResourcesRequest.newBuilder()
            .setContainerId(container.value())
            .setLinux(ResourceMessages.of(resources))
            .putAllAnnotations(annotations)
            .build(),
        container.value());
  }

  /**
   * Tells the runtime that a pod's size has changed.
   *
   * @param resources the sum of what its containers may use
   * @param overhead what the sandbox itself needs on top
   * @throws CriUnsupportedException if this runtime does not have the call; nothing is sent
   */
  public void updatePodSandboxResources(
      SandboxId sandbox, Resources resources, Resources overhead) {
    capabilities.require(
        Feature.UPDATE_POD_RESOURCES,
        "UpdatePodSandboxResources",
        sandbox.value(),
        Optional.empty());
    channel.call(
        RuntimeServiceGrpc.getUpdatePodSandboxResourcesMethod(),
        UpdatePodSandboxResourcesRequest.newBuilder()
            .setPodSandboxId(sandbox.value())
            .setResources(ResourceMessages.of(resources))
            .setOverhead(ResourceMessages.of(overhead))
            .build(),
        sandbox.value());
  }

  /** Makes the runtime open a running container's log file anew, after it was moved away. */
  public void reopenContainerLog(ContainerId container) {
    channel.call(
        RuntimeServiceGrpc.getReopenContainerLogMethod(),
        ReopenContainerLogRequest.newBuilder().setContainerId(container.value()).build(),
        container.value());
  }

  /**
   * Who makes the runtime's cgroups.
   *
   * @throws CriUnsupportedException if this runtime does not have the call; nothing is sent
   */
  public CgroupDriver cgroupDriver() {
    capabilities.require(Feature.RUNTIME_CONFIG, "RuntimeConfig", null, Optional.empty());
    return switch (channel
        .call(
            RuntimeServiceGrpc.getRuntimeConfigMethod(),
            RuntimeConfigRequest.getDefaultInstance(),
            null)
        .getLinux()
        .getCgroupDriver()) {
      case SYSTEMD -> CgroupDriver.SYSTEMD;
      case CGROUPFS, UNRECOGNIZED -> CgroupDriver.CGROUPFS;
    };
  }

  /**
   * Gives the runtime the addresses for pods (UpdateRuntimeConfig), from which it writes a CNI
   * configuration if it has a template for one.
   *
   * @param podCidr a range like {@code 10.88.0.0/16}, two with a comma for both IP versions
   */
  public void updatePodAddresses(String podCidr) {
    channel.call(
        RuntimeServiceGrpc.getUpdateRuntimeConfigMethod(),
        UpdateRuntimeConfigRequest.newBuilder()
            .setRuntimeConfig(
                RuntimeConfig.newBuilder()
                    .setNetworkConfig(NetworkConfig.newBuilder().setPodCidr(podCidr)))
            .build(),
        null);
  }
}
