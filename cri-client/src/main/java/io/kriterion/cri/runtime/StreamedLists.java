package io.kriterion.cri.runtime;

import io.kriterion.cri.capability.Capabilities;
import io.kriterion.cri.capability.Feature;
import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerSummary;
import io.kriterion.cri.error.CriUnsupportedException;
import io.kriterion.cri.reader.StreamReader;
import io.kriterion.cri.sandbox.PodSandboxFilter;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import io.kriterion.cri.v1.StreamContainersRequest;
import io.kriterion.cri.v1.StreamPodSandboxesRequest;
import java.util.Optional;

/**
 * Lists that come in parts, for more sandboxes or containers than one message holds (16 MiB): each
 * stream is one list and then ends. Thread-safe. A stream lives at most for the client's call
 * timeout; whoever opens it closes it.
 */
public final class StreamedLists {

  private final CriChannel channel;
  private final Capabilities capabilities;

  /** For {@code CriClient}; an application gets the service from there. */
  public StreamedLists(CriChannel channel, Capabilities capabilities) {
    this.channel = channel;
    this.capabilities = capabilities;
  }

  /**
   * The pod sandboxes that are meant.
   *
   * @throws CriUnsupportedException if this runtime does not have the call; nothing is sent
   */
  public StreamReader<PodSandboxSummary> podSandboxes(PodSandboxFilter filter) {
    capabilities.require(Feature.STREAMED_LISTS, "StreamPodSandboxes", null, Optional.empty());
    return channel.read(
        RuntimeServiceGrpc.getStreamPodSandboxesMethod(),
        StreamPodSandboxesRequest.newBuilder().setFilter(SandboxMessages.filter(filter)).build(),
        part -> part.getPodSandboxesList().stream().map(SandboxMessages::summary).toList(),
        channel.callTimeout());
  }

  /**
   * The containers that are meant.
   *
   * @throws CriUnsupportedException if this runtime does not have the call; nothing is sent
   */
  public StreamReader<ContainerSummary> containers(ContainerFilter filter) {
    capabilities.require(Feature.STREAMED_LISTS, "StreamContainers", null, Optional.empty());
    return channel.read(
        RuntimeServiceGrpc.getStreamContainersMethod(),
        StreamContainersRequest.newBuilder().setFilter(ContainerMessages.filter(filter)).build(),
        part -> part.getContainersList().stream().map(ContainerReports::summary).toList(),
        channel.callTimeout());
  }
}
