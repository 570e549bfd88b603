package io.kriterion.cri.runtime;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.sandbox.SandboxId;
import java.util.Map;

/**
 * A pod that was made from a checkpoint.
 *
 * @param sandbox the new sandbox
 * @param containers its containers, by the names in the checkpoint
 */
public record RestoredPod(SandboxId sandbox, Map<String, ContainerId> containers) {

  /** Copies the map. */
  public RestoredPod {
    containers = Map.copyOf(containers);
  }
}
