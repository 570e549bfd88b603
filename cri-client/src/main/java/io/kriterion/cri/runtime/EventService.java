package io.kriterion.cri.runtime;

import io.kriterion.cri.capability.Capabilities;
import io.kriterion.cri.capability.Feature;
import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSummary;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.events.ContainerEvents;
import io.kriterion.cri.events.PolledEvents;
import io.kriterion.cri.events.Population;
import io.kriterion.cri.events.Population.Member;
import io.kriterion.cri.events.Population.Step;
import io.kriterion.cri.sandbox.PodSandboxFilter;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.cri.sandbox.SandboxState;
import io.kriterion.cri.v1.GetEventsRequest;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Events of a runtime, whether it has them or not. Thread-safe. */
public final class EventService {

  private final CriChannel channel;
  private final Capabilities capabilities;
  private final RuntimeService runtime;

  /** For {@code CriClient}; an application gets the service from there. */
  public EventService(CriChannel channel, Capabilities capabilities, RuntimeService runtime) {
    this.channel = channel;
    this.capabilities = capabilities;
    this.runtime = runtime;
  }

  /**
   * Opens events of everything in the runtime, from now on: from the runtime where it has them,
   * otherwise by comparing lists. A runtime that turns out not to have them is noticed at the first
   * {@code next}; nothing is lost by that. Blocks for two short calls or four.
   *
   * @param interval the time between two comparisons where lists are compared, more than 0
   * @throws CriException if the runtime refuses or does not answer
   */
  public ContainerEvents open(Duration interval) {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("interval: " + interval + " (expected: more than 0)");
    }
    PolledEvents polled = new PolledEvents(this::look, this::exitCode, interval);
    if (!capabilities.has(Feature.CONTAINER_EVENTS, Optional.empty())) {
      return polled;
    }
    return new RuntimeEvents(
        channel.read(
            RuntimeServiceGrpc.getGetContainerEventsMethod(),
            GetEventsRequest.getDefaultInstance(),
            RuntimeEvents::split,
            Duration.ZERO),
        polled);
  }

  private Population look() {
    Instant seen = Instant.now();
    TreeMap<String, Member> members = new TreeMap<>();
    for (PodSandboxSummary sandbox : runtime.listPodSandboxes(PodSandboxFilter.ALL)) {
      Step step = sandbox.state() == SandboxState.READY ? Step.RUNNING : Step.STOPPED;
      members.put(sandbox.id().value(), new Member(sandbox.id(), step));
    }
    for (ContainerSummary container : runtime.listContainers(ContainerFilter.ALL)) {
      Step step =
          switch (container.state()) {
            case CREATED -> Step.CREATED;
            case RUNNING -> Step.RUNNING;
            case EXITED, UNKNOWN -> Step.STOPPED;
          };
      members.put(container.id().value(), new Member(container.sandbox(), step));
    }
    return new Population(members, seen);
  }

  private OptionalInt exitCode(String container) {
    try {
      return runtime.containerStatus(new ContainerId(container)).exitCode();
    } catch (CriCallException e) {
      if (e.code() == CriErrorCode.NOT_FOUND) {
        return OptionalInt.empty();
      }
      throw e;
    }
  }
}
