package io.kriterion.cri.sandbox;

import java.time.Instant;
import java.util.Map;

/**
 * What the runtime says of one pod sandbox.
 *
 * @param id the runtime's id
 * @param name the name it was made with
 * @param state its state
 * @param labels its labels
 * @param annotations its annotations
 * @param createdAt when it was made, by the runtime's clock
 * @param handler the runtime handler, empty for the runtime's default
 */
public record PodSandboxStatus(
    SandboxId id,
    String name,
    SandboxState state,
    Map<String, String> labels,
    Map<String, String> annotations,
    Instant createdAt,
    String handler) {

  /** Copies the maps. */
  public PodSandboxStatus {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
