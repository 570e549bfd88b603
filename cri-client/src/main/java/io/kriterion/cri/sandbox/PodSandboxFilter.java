package io.kriterion.cri.sandbox;

import java.util.Map;
import java.util.Optional;

/**
 * Which pod sandboxes are meant: those for which all parts hold.
 *
 * @param id the id, or a unique prefix
 * @param state the state
 * @param labels labels that it must have
 */
public record PodSandboxFilter(
    Optional<SandboxId> id, Optional<SandboxState> state, Map<String, String> labels) {

  /** All pod sandboxes, whoever made them. */
  public static final PodSandboxFilter ALL =
      new PodSandboxFilter(Optional.empty(), Optional.empty(), Map.of());

  /** Copies the map. */
  public PodSandboxFilter {
    labels = Map.copyOf(labels);
  }

  /** A copy for one id. */
  public PodSandboxFilter withId(SandboxId id) {
    return new PodSandboxFilter(Optional.of(id), state, labels);
  }

  /** A copy for one state. */
  public PodSandboxFilter withState(SandboxState state) {
    return new PodSandboxFilter(id, Optional.of(state), labels);
  }

  /** A copy for other labels. */
  public PodSandboxFilter withLabels(Map<String, String> labels) {
    return new PodSandboxFilter(id, state, labels);
  }
}
