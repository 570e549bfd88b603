package io.kriterion.cri.runtime;

import io.kriterion.cri.capability.Capabilities;
import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerDetails;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ContainerStatus;
import io.kriterion.cri.container.ContainerSummary;
import io.kriterion.cri.container.ExecResult;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.error.CriUnsupportedException;
import io.kriterion.cri.sandbox.PodSandboxDetails;
import io.kriterion.cri.sandbox.PodSandboxFilter;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.PodSandboxStatus;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.v1.ContainerStatusRequest;
import io.kriterion.cri.v1.ContainerStatusResponse;
import io.kriterion.cri.v1.CreateContainerRequest;
import io.kriterion.cri.v1.ListContainersRequest;
import io.kriterion.cri.v1.ListPodSandboxRequest;
import io.kriterion.cri.v1.PodSandboxConfig;
import io.kriterion.cri.v1.PodSandboxStatusRequest;
import io.kriterion.cri.v1.PodSandboxStatusResponse;
import io.kriterion.cri.v1.RemoveContainerRequest;
import io.kriterion.cri.v1.RemovePodSandboxRequest;
import io.kriterion.cri.v1.RunPodSandboxRequest;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import io.kriterion.cri.v1.StartContainerRequest;
import io.kriterion.cri.v1.StatusRequest;
import io.kriterion.cri.v1.StopContainerRequest;
import io.kriterion.cri.v1.StopPodSandboxRequest;
import io.kriterion.cri.v1.VersionRequest;
import io.kriterion.cri.v1.VersionResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Pod sandboxes and containers of one runtime. Thread-safe. Every method blocks until the runtime
 * answers, at most for the client's call timeout unless it says otherwise, and throws a {@link
 * CriException} if it refuses or does not answer; an interrupt ends the wait (code CANCELLED) and
 * stays set.
 *
 * <p>A long file: one method for each call in the life of a sandbox and a container.
 */
public final class RuntimeService {

  private static final VersionRequest ASK = VersionRequest.newBuilder().setVersion("v1").build();

  private final CriChannel channel;
  private final Capabilities capabilities;
  private final CommandCalls commands;

  /** For {@code CriClient}; an application gets the service from there. */
  public RuntimeService(CriChannel channel, Capabilities capabilities) {
    this.channel = channel;
    this.capabilities = capabilities;
    this.commands = new CommandCalls(channel);
  }

  /** Who answers. */
  public RuntimeVersion version() {
    return version(channel.call(RuntimeServiceGrpc.getVersionMethod(), ASK, null));
  }

  /**
   * For {@code CriClient}: who answers, without waiting for a runtime that is not there.
   *
   * @param timeout how long to wait for the answer
   */
  public static RuntimeVersion firstVersion(CriChannel channel, Duration timeout) {
    return version(channel.callOnce(RuntimeServiceGrpc.getVersionMethod(), ASK, null, timeout));
  }

  private static RuntimeVersion version(VersionResponse answer) {
    return new RuntimeVersion(
        answer.getRuntimeName(), answer.getRuntimeVersion(), answer.getRuntimeApiVersion());
  }

  /** Whether the runtime can serve, and its handlers. */
  public RuntimeStatus status() {
    return StatusMessages.status(
        channel.call(
            RuntimeServiceGrpc.getStatusMethod(),
            StatusRequest.newBuilder().setVerbose(true).build(),
            null));
  }

  /**
   * Makes and starts a pod sandbox. Waits up to twice the call timeout. After a failure a sandbox
   * that is NOT_READY may be left; it is found by its labels and removed like any other.
   *
   * @throws CriUnsupportedException if the runtime would ignore a part of the spec; nothing is sent
   */
  public SandboxId runPodSandbox(PodSandboxSpec spec) {
    Requirements.check(capabilities, spec);
    return run(spec, SandboxMessages.config(spec));
  }

  /** As {@link #runPodSandbox(PodSandboxSpec)}, with more labels than the spec has. */
  public SandboxId runPodSandbox(PodSandboxSpec spec, Map<String, String> moreLabels) {
    Requirements.check(capabilities, spec);
    return run(spec, SandboxMessages.config(spec).toBuilder().putAllLabels(moreLabels).build());
  }

  /**
   * Makes and starts a pod sandbox, telling the runtime how large it will be. Only handlers with a
   * virtual machine act on that: they size it so.
   *
   * @param resources the sum of what its containers may use
   * @param overhead what the sandbox itself needs on top
   */
  public SandboxId runPodSandbox(PodSandboxSpec spec, Resources resources, Resources overhead) {
    Requirements.check(capabilities, spec);
    PodSandboxConfig.Builder config = SandboxMessages.config(spec).toBuilder();
    config
        .getLinuxBuilder()
        .setResources(ResourceMessages.of(resources))
        .setOverhead(ResourceMessages.of(overhead));
    return run(spec, config.build());
  }

  private SandboxId run(PodSandboxSpec spec, PodSandboxConfig config) {
    RunPodSandboxRequest.Builder request = RunPodSandboxRequest.newBuilder().setConfig(config);
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
    return SandboxMessages.status(statusOf(sandbox, false).getStatus());
  }

  /** All that the runtime says of the sandbox, its verbose information included. */
  public PodSandboxDetails podSandboxDetails(SandboxId sandbox) {
    return SandboxMessages.details(statusOf(sandbox, true));
  }

  private PodSandboxStatusResponse statusOf(SandboxId sandbox, boolean verbose) {
    return channel.call(
        RuntimeServiceGrpc.getPodSandboxStatusMethod(),
        PodSandboxStatusRequest.newBuilder()
            .setPodSandboxId(sandbox.value())
            .setVerbose(verbose)
            .build(),
        sandbox.value());
  }

  /**
   * The pod sandboxes that have all these labels.
   *
   * @param labels empty for all sandboxes, whoever made them
   */
  public List<PodSandboxSummary> listPodSandboxes(Map<String, String> labels) {
    return listPodSandboxes(PodSandboxFilter.ALL.withLabels(labels));
  }

  /** The pod sandboxes that are meant. */
  public List<PodSandboxSummary> listPodSandboxes(PodSandboxFilter filter) {
    return channel
        .call(
            RuntimeServiceGrpc.getListPodSandboxMethod(),
            ListPodSandboxRequest.newBuilder().setFilter(SandboxMessages.filter(filter)).build(),
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
   * @throws CriUnsupportedException if the runtime would ignore a part of the spec; nothing is sent
   */
  public ContainerId createContainer(
      SandboxId sandbox, PodSandboxSpec spec, ContainerSpec container) {
    Requirements.check(capabilities, container, spec);
    return new ContainerId(
        channel
            .call(
                RuntimeServiceGrpc.getCreateContainerMethod(),
                CreateContainerRequest.newBuilder()
                    .setPodSandboxId(sandbox.value())
                    .setConfig(ContainerMessages.config(container, spec))
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
    return ContainerReports.status(statusOf(container, false).getStatus());
  }

  /** All that the runtime says of the container, its verbose information included. */
  public ContainerDetails containerDetails(ContainerId container) {
    return ContainerReports.details(statusOf(container, true));
  }

  private ContainerStatusResponse statusOf(ContainerId container, boolean verbose) {
    return channel.call(
        RuntimeServiceGrpc.getContainerStatusMethod(),
        ContainerStatusRequest.newBuilder()
            .setContainerId(container.value())
            .setVerbose(verbose)
            .build(),
        container.value());
  }

  /**
   * The containers that have all these labels.
   *
   * @param labels empty for all containers, whoever made them
   */
  public List<ContainerSummary> listContainers(Map<String, String> labels) {
    return listContainers(ContainerFilter.ALL.withLabels(labels));
  }

  /** The containers that are meant. */
  public List<ContainerSummary> listContainers(ContainerFilter filter) {
    return channel
        .call(
            RuntimeServiceGrpc.getListContainersMethod(),
            ListContainersRequest.newBuilder().setFilter(ContainerMessages.filter(filter)).build(),
            null)
        .getContainersList()
        .stream()
        .map(ContainerReports::summary)
        .toList();
  }

  /**
   * Prepares an exec and tells where to open its stream. Nothing runs before that; the address is
   * good for one connection, and for about a minute. {@code Streams.exec} does both.
   *
   * @throws CriStreamException if the runtime's answer is no address
   */
  public URI execUrl(ContainerId container, ExecSpec spec) {
    return commands.execUrl(container, spec);
  }

  /**
   * Prepares an attachment to the container's main process and tells where to open its stream, for
   * one connection within about a minute. {@code Streams.attach} does both.
   *
   * @throws CriStreamException if the runtime's answer is no address
   */
  public URI attachUrl(ContainerId container, AttachSpec spec) {
    return commands.attachUrl(container, spec);
  }

  /**
   * Prepares connections to ports inside the sandbox and tells where to open their stream, for one
   * connection within about a minute.
   *
   * @param ports TCP ports, 1..65535; over SPDY the stream may name others
   * @throws CriStreamException if the runtime's answer is no address
   */
  public URI portForwardUrl(SandboxId sandbox, List<Integer> ports) {
    return commands.portForwardUrl(sandbox, ports);
  }

  /**
   * Runs a short command in a running container and answers with all that it wrote. Waits up to the
   * timeout and the call timeout; longer if a process that the command left holds its output.
   *
   * <p>Never for untrusted output: the runtime collects everything in memory, and an answer of more
   * than 16 MiB is lost as a whole (RESOURCE_EXHAUSTED). {@code Streams.exec} has no such bound.
   *
   * @param timeout after which the command is killed (DEADLINE_EXCEEDED); whole seconds, rounded
   *     up, 1 s or more
   */
  public ExecResult execSync(ContainerId container, List<String> command, Duration timeout) {
    return commands.execSync(container, command, timeout);
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
