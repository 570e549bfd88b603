package io.kriterion.cri.container;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the runtime says of one container.
 *
 * @param id the runtime's id
 * @param name the name it was made with
 * @param state its state
 * @param exitCode the main process's code, 128 + n where signal n ended it; present once EXITED
 * @param reason one word of the runtime, empty if it has none: {@code Completed}, {@code Error},
 *     {@code OOMKilled} (set by any OOM kill in the container, even while it runs on)
 * @param message the runtime's words, empty if it has none
 * @param labels its labels
 * @param createdAt when it was made, by the runtime's clock
 * @param startedAt when its main process was started; present once it was
 * @param finishedAt when its main process ended; present once it has
 */
public record ContainerStatus(
    ContainerId id,
    String name,
    ContainerState state,
    OptionalInt exitCode,
    String reason,
    String message,
    Map<String, String> labels,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt) {

  /** Copies the map. */
  public ContainerStatus {
    labels = Map.copyOf(labels);
  }
}
