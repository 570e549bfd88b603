package io.kriterion.cri.container;

import io.kriterion.cri.sandbox.SandboxId;
import java.time.Instant;
import java.util.Map;

/**
 * A container in a listing.
 *
 * @param id the runtime's id
 * @param sandbox the pod sandbox it is in
 * @param name the name it was made with
 * @param state its state when the list was made
 * @param labels its labels
 * @param createdAt when it was made, by the runtime's clock
 */
public record ContainerSummary(
    ContainerId id,
    SandboxId sandbox,
    String name,
    ContainerState state,
    Map<String, String> labels,
    Instant createdAt) {

  /** Copies the map. */
  public ContainerSummary {
    labels = Map.copyOf(labels);
  }
}
