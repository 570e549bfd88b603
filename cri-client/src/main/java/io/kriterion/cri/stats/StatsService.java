package io.kriterion.cri.stats;

import io.kriterion.cri.capability.Capabilities;
import io.kriterion.cri.capability.Feature;
import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriUnsupportedException;
import io.kriterion.cri.reader.StreamReader;
import io.kriterion.cri.sandbox.PodSandboxFilter;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.v1.ContainerStatsRequest;
import io.kriterion.cri.v1.ListContainerStatsRequest;
import io.kriterion.cri.v1.ListMetricDescriptorsRequest;
import io.kriterion.cri.v1.ListPodSandboxMetricsRequest;
import io.kriterion.cri.v1.ListPodSandboxStatsRequest;
import io.kriterion.cri.v1.PodSandboxStatsRequest;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import io.kriterion.cri.v1.StreamContainerStatsRequest;
import io.kriterion.cri.v1.StreamPodSandboxMetricsRequest;
import io.kriterion.cri.v1.StreamPodSandboxStatsRequest;
import java.util.List;
import java.util.Optional;

/**
 * What containers and pods of one runtime use. Thread-safe. Every method blocks until the runtime
 * answers, at most for the client's call timeout, and throws a {@link CriException} if it refuses
 * or does not answer, a {@link CriUnsupportedException} if it does not have the call. Only what
 * runs has statistics; containerd's own count is some seconds old.
 */
public final class StatsService {

  private final CriChannel channel;
  private final Capabilities capabilities;

  /** For {@code CriClient}; an application gets the service from there. */
  public StatsService(CriChannel channel, Capabilities capabilities) {
    this.channel = channel;
    this.capabilities = capabilities;
  }

  /** What a running container uses. Of one that has ended: WRONG_STATE. */
  public ContainerStats container(ContainerId container) {
    return StatsMessages.container(
        channel
            .call(
                RuntimeServiceGrpc.getContainerStatsMethod(),
                ContainerStatsRequest.newBuilder().setContainerId(container.value()).build(),
                container.value())
            .getStats());
  }

  /** What the running containers that are meant use; the filter has no state. */
  public List<ContainerStats> containers(ContainerFilter filter) {
    return channel
        .call(
            RuntimeServiceGrpc.getListContainerStatsMethod(),
            ListContainerStatsRequest.newBuilder().setFilter(StatsMessages.filter(filter)).build(),
            null)
        .getStatsList()
        .stream()
        .map(StatsMessages::container)
        .toList();
  }

  /** What a pod sandbox uses. */
  public PodSandboxStats podSandbox(SandboxId sandbox) {
    capabilities.require(Feature.POD_STATS, "PodSandboxStats", sandbox.value(), Optional.empty());
    return StatsMessages.pod(
        channel
            .call(
                RuntimeServiceGrpc.getPodSandboxStatsMethod(),
                PodSandboxStatsRequest.newBuilder().setPodSandboxId(sandbox.value()).build(),
                sandbox.value())
            .getStats());
  }

  /** What the pod sandboxes that are meant use; the filter has no state. */
  public List<PodSandboxStats> podSandboxes(PodSandboxFilter filter) {
    capabilities.require(Feature.POD_STATS, "ListPodSandboxStats", null, Optional.empty());
    return channel
        .call(
            RuntimeServiceGrpc.getListPodSandboxStatsMethod(),
            ListPodSandboxStatsRequest.newBuilder().setFilter(StatsMessages.filter(filter)).build(),
            null)
        .getStatsList()
        .stream()
        .map(StatsMessages::pod)
        .toList();
  }

  /** What the metrics mean that {@link #metrics} tells. */
  public List<PodMetrics.Descriptor> metricDescriptors() {
    capabilities.require(Feature.POD_METRICS, "ListMetricDescriptors", null, Optional.empty());
    return channel
        .call(
            RuntimeServiceGrpc.getListMetricDescriptorsMethod(),
            ListMetricDescriptorsRequest.getDefaultInstance(),
            null)
        .getDescriptorsList()
        .stream()
        .map(StatsMessages::descriptor)
        .toList();
  }

  /** The metrics of all pods. */
  public List<PodMetrics> metrics() {
    capabilities.require(Feature.POD_METRICS, "ListPodSandboxMetrics", null, Optional.empty());
    return channel
        .call(
            RuntimeServiceGrpc.getListPodSandboxMetricsMethod(),
            ListPodSandboxMetricsRequest.getDefaultInstance(),
            null)
        .getPodMetricsList()
        .stream()
        .map(StatsMessages::metrics)
        .toList();
  }

  /** As {@link #containers}, in parts; whoever opens the stream closes it. */
  public StreamReader<ContainerStats> streamContainers(ContainerFilter filter) {
    capabilities.require(Feature.STREAMED_LISTS, "StreamContainerStats", null, Optional.empty());
    return channel.read(
        RuntimeServiceGrpc.getStreamContainerStatsMethod(),
        StreamContainerStatsRequest.newBuilder().setFilter(StatsMessages.filter(filter)).build(),
        part -> part.getContainerStatsList().stream().map(StatsMessages::container).toList(),
        channel.callTimeout());
  }

  /** As {@link #podSandboxes}, in parts; whoever opens the stream closes it. */
  public StreamReader<PodSandboxStats> streamPodSandboxes(PodSandboxFilter filter) {
    capabilities.require(Feature.STREAMED_LISTS, "StreamPodSandboxStats", null, Optional.empty());
    return channel.read(
        RuntimeServiceGrpc.getStreamPodSandboxStatsMethod(),
        StreamPodSandboxStatsRequest.newBuilder().setFilter(StatsMessages.filter(filter)).build(),
        part -> part.getPodSandboxStatsList().stream().map(StatsMessages::pod).toList(),
        channel.callTimeout());
  }

  /** As {@link #metrics}, in parts; whoever opens the stream closes it. */
  public StreamReader<PodMetrics> streamMetrics() {
    capabilities.require(Feature.STREAMED_LISTS, "StreamPodSandboxMetrics", null, Optional.empty());
    return channel.read(
        RuntimeServiceGrpc.getStreamPodSandboxMetricsMethod(),
        StreamPodSandboxMetricsRequest.getDefaultInstance(),
        part -> part.getPodSandboxMetricsList().stream().map(StatsMessages::metrics).toList(),
        channel.callTimeout());
  }
}
