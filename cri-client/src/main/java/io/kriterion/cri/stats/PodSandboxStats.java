package io.kriterion.cri.stats;

import io.kriterion.cri.sandbox.SandboxId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one pod sandbox uses, its containers included. A part is absent where the runtime does not
 * tell.
 *
 * @param sandbox the sandbox
 * @param name the name it was made with
 * @param labels its labels
 * @param cpu CPU time
 * @param memory memory
 * @param networks its network interfaces, the default one first
 * @param processes how many processes it has
 * @param containers each container
 */
public record PodSandboxStats(
    SandboxId sandbox,
    String name,
    Map<String, String> labels,
    Optional<CpuUsage> cpu,
    Optional<MemoryUsage> memory,
    List<NetworkUsage> networks,
    OptionalLong processes,
    List<ContainerStats> containers) {

  /** Copies lists and map. */
  public PodSandboxStats {
    labels = Map.copyOf(labels);
    networks = List.copyOf(networks);
    containers = List.copyOf(containers);
  }
}
