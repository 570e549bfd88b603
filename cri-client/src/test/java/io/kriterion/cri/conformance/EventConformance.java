package io.kriterion.cri.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.events.ContainerEvent;
import io.kriterion.cri.events.ContainerEvents;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.lease.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The steps of containers, told by the runtime or noticed by comparing lists. */
public abstract class EventConformance extends Conformance {

  private static final Duration INTERVAL = Duration.ofMillis(20);

  @Test
  void stepsOfAContainerComeInTheirOrder() throws Exception {
    try (ContainerEvents events = runtime().client().events().open(INTERVAL);
        Sandbox sandbox = sandbox()) {
      awaitSubscription(events, sandbox);
      Container container = sandbox.createContainer(container("pause").build());
      List<ContainerEvent.Type> seen = new ArrayList<>();
      awaitStep(events, container, seen, ContainerEvent.Type.CREATED);
      container.start();
      awaitStep(events, container, seen, ContainerEvent.Type.STARTED);
      container.stop(Duration.ZERO);
      awaitStep(events, container, seen, ContainerEvent.Type.STOPPED);
      container.close();
      awaitStep(events, container, seen, ContainerEvent.Type.DELETED);
      assertThat(seen)
          .containsExactly(
              ContainerEvent.Type.CREATED,
              ContainerEvent.Type.STARTED,
              ContainerEvent.Type.STOPPED,
              ContainerEvent.Type.DELETED);
    }
  }

  /* No runtime says when it begins to tell: something happens until it does. */
  private void awaitSubscription(ContainerEvents events, Sandbox sandbox) {
    do {
      sandbox.createContainer(container("pause").build()).close();
    } while (events.next(INTERVAL).isEmpty());
  }

  private static void awaitStep(
      ContainerEvents events,
      Container container,
      List<ContainerEvent.Type> seen,
      ContainerEvent.Type type)
      throws Exception {
    while (!seen.contains(type)) {
      Optional<ContainerEvent> next = events.next(SOON);
      assertThat(next).as("waiting for " + type + " after " + seen).isPresent();
      next.filter(event -> event.id().equals(container.id().value()))
          .ifPresent(event -> seen.add(event.type()));
    }
  }
}
