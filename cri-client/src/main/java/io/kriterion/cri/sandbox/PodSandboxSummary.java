package io.kriterion.cri.sandbox;

import java.time.Instant;
import java.util.Map;

/**
 * A pod sandbox in a listing.
 *
 * @param id the runtime's id
 * @param name the name it was made with
 * @param state its state when the list was made
 * @param labels its labels
 * @param createdAt when it was made, by the runtime's clock
 * @param handler the runtime handler, empty for the runtime's default
 */
public record PodSandboxSummary(
    SandboxId id,
    String name,
    SandboxState state,
    Map<String, String> labels,
    Instant createdAt,
    String handler) {

  /** Copies the map. */
  public PodSandboxSummary {
    labels = Map.copyOf(labels);
  }
}
