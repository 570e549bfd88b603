package io.kriterion.cri.container;

import io.kriterion.cri.sandbox.SandboxId;
import java.util.Map;
import java.util.Optional;

/**
 * Which containers are meant: those for which all parts hold.
 *
 * @param id the id, or a unique prefix
 * @param state the state; not for statistics, which only running containers have
 * @param sandbox the pod sandbox they are in
 * @param labels labels that they must have
 */
public record ContainerFilter(
    Optional<ContainerId> id,
    Optional<ContainerState> state,
    Optional<SandboxId> sandbox,
    Map<String, String> labels) {

  /** All containers, whoever made them. */
  public static final ContainerFilter ALL =
      new ContainerFilter(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

  /** Copies the map. */
  public ContainerFilter {
    labels = Map.copyOf(labels);
  }

  /** A copy for one id. */
  public ContainerFilter withId(ContainerId id) {
    return new ContainerFilter(Optional.of(id), state, sandbox, labels);
  }

  /** A copy for one state. */
  public ContainerFilter withState(ContainerState state) {
    return new ContainerFilter(id, Optional.of(state), sandbox, labels);
  }

  /** A copy for one pod sandbox. */
  public ContainerFilter withSandbox(SandboxId sandbox) {
    return new ContainerFilter(id, state, Optional.of(sandbox), labels);
  }

  /** A copy for other labels. */
  public ContainerFilter withLabels(Map<String, String> labels) {
    return new ContainerFilter(id, state, sandbox, labels);
  }
}
