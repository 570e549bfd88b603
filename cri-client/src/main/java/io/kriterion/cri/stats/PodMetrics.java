package io.kriterion.cri.stats;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.sandbox.SandboxId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Metrics of one pod, by the runtime's own names.
 *
 * @param sandbox the pod sandbox
 * @param metrics of the pod as a whole
 * @param containers of each container
 */
public record PodMetrics(
    SandboxId sandbox, List<Metric> metrics, Map<ContainerId, List<Metric>> containers) {

  /**
   * What a metric means.
   *
   * @param name its name
   * @param help what it counts, in the runtime's words
   * @param labelKeys what its label values are, in their order
   */
  public record Descriptor(String name, String help, List<String> labelKeys) {

    /** Copies the list. */
    public Descriptor {
      labelKeys = List.copyOf(labelKeys);
    }
  }

  /**
   * One value.
   *
   * @param name the metric's name; its descriptor tells the label keys
   * @param at when it was read
   * @param counter whether it only grows
   * @param labelValues the values of its labels
   * @param value the value, unsigned
   */
  public record Metric(
      String name, Instant at, boolean counter, List<String> labelValues, long value) {

    /** Copies the list. */
    public Metric {
      labelValues = List.copyOf(labelValues);
    }
  }

  /** Copies lists and map. */
  public PodMetrics {
    metrics = List.copyOf(metrics);
    containers = Map.copyOf(containers);
  }
}
