package io.kriterion.cri.runtime;

import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.events.ContainerEvent;
import io.kriterion.cri.events.ContainerEvents;
import io.kriterion.cri.reader.StreamReader;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.v1.ContainerEventResponse;
import io.kriterion.cri.v1.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Events that the runtime sends; compared lists instead if it turns out not to. */
final class RuntimeEvents implements ContainerEvents {

  private final StreamReader<ContainerEvent> sent;
  private final ContainerEvents polled;
  private volatile boolean polling;

  RuntimeEvents(StreamReader<ContainerEvent> sent, ContainerEvents polled) {
    this.sent = sent;
    this.polled = polled;
  }

  static List<ContainerEvent> split(ContainerEventResponse message) {
    String id = message.getContainerId();
    ContainerEvent.Type type =
        switch (message.getContainerEventType()) {
          case CONTAINER_CREATED_EVENT -> ContainerEvent.Type.CREATED;
          case CONTAINER_STARTED_EVENT -> ContainerEvent.Type.STARTED;
          case CONTAINER_STOPPED_EVENT -> ContainerEvent.Type.STOPPED;
          case CONTAINER_DELETED_EVENT, UNRECOGNIZED -> ContainerEvent.Type.DELETED;
        };
    String sandbox = message.getPodSandboxStatus().getId();
    OptionalInt exitCode = OptionalInt.empty();
    if (type == ContainerEvent.Type.STOPPED) {
      for (ContainerStatus status : message.getContainersStatusesList()) {
        if (status.getId().equals(id)) {
          exitCode = OptionalInt.of(status.getExitCode());
        }
      }
    }
    return List.of(
        new ContainerEvent(
            id,
            type,
            Instant.ofEpochSecond(0, message.getCreatedAt()),
            sandbox.isEmpty() ? Optional.empty() : Optional.of(new SandboxId(sandbox)),
            exitCode));
  }

  @Override
  public Optional<ContainerEvent> next(Duration patience) {
    long start = System.nanoTime();
    if (!polling) {
      try {
        return sent.next(patience);
      } catch (CriCallException e) {
        if (e.code() != CriErrorCode.UNIMPLEMENTED) {
          throw e;
        }
        polling = true;
      }
    }
    return polled.next(patience.minusNanos(System.nanoTime() - start));
  }

  @Override
  public boolean ended() {
    return polling ? polled.ended() : sent.ended();
  }

  @Override
  public boolean polled() {
    return polling;
  }

  @Override
  public void close() {
    sent.close();
    polled.close();
  }
}
