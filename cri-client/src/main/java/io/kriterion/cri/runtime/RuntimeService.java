package io.kriterion.cri.runtime;

import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ContainerStatus;
import io.kriterion.cri.container.ContainerSummary;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.PodSandboxStatus;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.v1.ContainerFilter;
import io.kriterion.cri.v1.ContainerStatusRequest;
import io.kriterion.cri.v1.CreateContainerRequest;
import io.kriterion.cri.v1.ListContainersRequest;
import io.kriterion.cri.v1.ListPodSandboxRequest;
import io.kriterion.cri.v1.PodSandboxFilter;
import io.kriterion.cri.v1.PodSandboxStatusRequest;
import io.kriterion.cri.v1.RemoveContainerRequest;
import io.kriterion.cri.v1.RemovePodSandboxRequest;
import io.kriterion.cri.v1.RunPodSandboxRequest;
import io.kriterion.cri.v1.RuntimeCondition;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import io.kriterion.cri.v1.StartContainerRequest;
import io.kriterion.cri.v1.StatusRequest;
import io.kriterion.cri.v1.StatusResponse;
import io.kriterion.cri.v1.StopContainerRequest;
import io.kriterion.cri.v1.StopPodSandboxRequest;
import io.kriterion.cri.v1.VersionRequest;
import io.kriterion.cri.v1.VersionResponse;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pod sandboxes and containers of one runtime. Thread-safe. Every method blocks until the runtime
 * answers, at most for the client's call timeout unless it says otherwise, and throws a {@link
 * CriException} if it refuses or does not answer; an interrupt ends the wait (code CANCELLED) and
 * stays set.
 */
public final class RuntimeService {

  private final CriChannel channel;

  /** For {@code CriClient}; an application gets the service from there. */
  public RuntimeService(CriChannel channel) {
    this.channel = channel;
  }

  /** Who answers. */
  public RuntimeVersion version() {
    return version(channel.callTimeout());
  }

  /**
   * Who answers.
   *
   * @param timeout how long to wait for the answer
   */
  public RuntimeVersion version(Duration timeout) {
    VersionResponse answer =
        channel.call(
            RuntimeServiceGrpc.getVersionMethod(),
            VersionRequest.newBuilder().setVersion("v1").build(),
            null,
            timeout);
    return new RuntimeVersion(
        answer.getRuntimeName(), answer.getRuntimeVersion(), answer.getRuntimeApiVersion());
  }

  /** Whether the runtime can serve, and its handlers. */
  public RuntimeStatus status() {
    StatusResponse answer =
        channel.call(
            RuntimeServiceGrpc.getStatusMethod(),
            StatusRequest.newBuilder().setVerbose(true).build(),
            null);
    boolean runtimeReady = false;
    boolean networkReady = false;
    List<String> complaints = new ArrayList<>();
    for (RuntimeCondition condition : answer.getStatus().getConditionsList()) {
      runtimeReady |= condition.getType().equals("RuntimeReady") && condition.getStatus();
      networkReady |= condition.getType().equals("NetworkReady") && condition.getStatus();
      if (!condition.getStatus()) {
        complaints.add(
            condition.getType() + ": " + condition.getReason() + ": " + condition.getMessage());
      }
    }
    return new RuntimeStatus(
        runtimeReady,
        networkReady,
        String.join("; ", complaints),
        HandlerNames.of(answer),
        answer.getInfoMap());
  }

  /**
   * Makes and starts a pod sandbox. Waits up to twice the call timeout. After a failure a sandbox
   * that is NOT_READY may be left; it is found by its labels and removed like any other.
   */
  public SandboxId runPodSandbox(PodSandboxSpec spec) {
    RunPodSandboxRequest.Builder request =
        RunPodSandboxRequest.newBuilder().setConfig(SandboxMessages.config(spec));
    spec.handler().ifPresent(request::setRuntimeHandler);
    return new SandboxId(
        channel
            .call(
                RuntimeServiceGrpc.getRunPodSandboxMethod(),
                request.build(),
                spec.name(),
                channel.callTimeout().multipliedBy(2))
            .getPodSandboxId());
  }

  /** Kills what runs in the sandbox and gives its network back. One that is gone is success. */
  public void stopPodSandbox(SandboxId sandbox) {
    evenIfGone(() ->
        channel.call(
            RuntimeServiceGrpc.getStopPodSandboxMethod(),
            StopPodSandboxRequest.newBuilder().setPodSandboxId(sandbox.value()).build(),
            sandbox.value()));
  }

  /** Removes a sandbox with its containers, by force if they run. One that is gone is success. */
  public void removePodSandbox(SandboxId sandbox) {
    evenIfGone(() ->
        channel.call(
            RuntimeServiceGrpc.getRemovePodSandboxMethod(),
            RemovePodSandboxRequest.newBuilder().setPodSandboxId(sandbox.value()).build(),
            sandbox.value()));
  }

  /** What the runtime says of the sandbox. */
  public PodSandboxStatus podSandboxStatus(SandboxId sandbox) {
    return SandboxMessages.status(
        channel
            .call(
                RuntimeServiceGrpc.getPodSandboxStatusMethod(),
                PodSandboxStatusRequest.newBuilder().setPodSandboxId(sandbox.value()).build(),
                sandbox.value())
            .getStatus());
  }

  /**
   * The pod sandboxes that have all these labels.
   *
   * @param labels empty for all sandboxes, whoever made them
   */
  public List<PodSandboxSummary> listPodSandboxes(Map<String, String> labels) {
    return channel
        .call(
            RuntimeServiceGrpc.getListPodSandboxMethod(),
            ListPodSandboxRequest.newBuilder()
                .setFilter(PodSandboxFilter.newBuilder().putAllLabelSelector(labels))
                .build(),
            null)
        .getItemsList()
        .stream()
        .map(SandboxMessages::summary)
        .toList();
  }

  /**
   * Makes a container in a sandbox; it does not run yet.
   *
   * @param spec the spec that the sandbox was made with
   */
  public ContainerId createContainer(
      SandboxId sandbox, PodSandboxSpec spec, ContainerSpec container) {
    return new ContainerId(
        channel
            .call(
                RuntimeServiceGrpc.getCreateContainerMethod(),
                CreateContainerRequest.newBuilder()
                    .setPodSandboxId(sandbox.value())
                    .setConfig(ContainerMessages.config(container, spec.network()))
                    .setSandboxConfig(SandboxMessages.config(spec))
                    .build(),
                container.name())
            .getContainerId());
  }

  /** Starts the container's main process. */
  public void startContainer(ContainerId container) {
    channel.call(
        RuntimeServiceGrpc.getStartContainerMethod(),
        StartContainerRequest.newBuilder().setContainerId(container.value()).build(),
        container.value());
  }

  /**
   * Ends the container's processes: SIGTERM to the main one (or the image's stop signal), SIGKILL
   * to all when the grace is over. Waits up to the grace and the call timeout. One that has ended
   * or is gone is success.
   *
   * @param grace whole seconds, rounded up; zero kills at once
   */
  public void stopContainer(ContainerId container, Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace: " + grace + " (expected: 0 or more)");
    }
    long seconds = grace.plusNanos(999_999_999).toSeconds();
    evenIfGone(() ->
        channel.call(
            RuntimeServiceGrpc.getStopContainerMethod(),
            StopContainerRequest.newBuilder()
                .setContainerId(container.value())
                .setTimeout(seconds)
                .build(),
            container.value(),
            channel.callTimeout().plusSeconds(seconds)));
  }

  /** Removes the container, by force if it runs. One that is gone is success. */
  public void removeContainer(ContainerId container) {
    evenIfGone(() ->
        channel.call(
            RuntimeServiceGrpc.getRemoveContainerMethod(),
            RemoveContainerRequest.newBuilder().setContainerId(container.value()).build(),
            container.value()));
  }

  /** What the runtime says of the container. */
  public ContainerStatus containerStatus(ContainerId container) {
    return ContainerMessages.status(
        channel
            .call(
                RuntimeServiceGrpc.getContainerStatusMethod(),
                ContainerStatusRequest.newBuilder().setContainerId(container.value()).build(),
                container.value())
            .getStatus());
  }

  /**
   * The containers that have all these labels.
   *
   * @param labels empty for all containers, whoever made them
   */
  public List<ContainerSummary> listContainers(Map<String, String> labels) {
    return channel
        .call(
            RuntimeServiceGrpc.getListContainersMethod(),
            ListContainersRequest.newBuilder()
                .setFilter(ContainerFilter.newBuilder().putAllLabelSelector(labels))
                .build(),
            null)
        .getContainersList()
        .stream()
        .map(ContainerMessages::summary)
        .toList();
  }

  /**
   * Prepares an exec and tells where to open its stream. Nothing runs before that; the address is
   * good for one connection, and for about a minute. {@code Streams.exec} does both.
   *
   * @throws CriStreamException if the runtime's answer is no address
   */
  public URI execUrl(ContainerId container, ExecSpec spec) {
    return new StreamAddresses(channel).exec(container, spec);
  }

  private static void evenIfGone(Runnable call) {
    try {
      call.run();
    } catch (CriCallException e) {
      if (e.code() != CriErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }
}
