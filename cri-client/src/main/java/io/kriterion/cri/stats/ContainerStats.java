package io.kriterion.cri.stats;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.image.FilesystemUsage;
import java.util.Map;
import java.util.Optional;

/**
 * What one container uses. A part is absent where the runtime does not tell.
 *
 * @param container the container
 * @param name the name it was made with
 * @param labels its labels
 * @param cpu CPU time
 * @param memory memory
 * @param swap swap
 * @param writableLayer its own files on the host's disk, which the runtime counts every few seconds
 * @param ioPressure how long it waited for disks
 */
public record ContainerStats(
    ContainerId container,
    String name,
    Map<String, String> labels,
    Optional<CpuUsage> cpu,
    Optional<MemoryUsage> memory,
    Optional<SwapUsage> swap,
    Optional<FilesystemUsage> writableLayer,
    Optional<Pressure> ioPressure) {

  /** Copies the map. */
  public ContainerStats {
    labels = Map.copyOf(labels);
  }
}
