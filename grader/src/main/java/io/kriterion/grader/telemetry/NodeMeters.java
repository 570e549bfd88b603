package io.kriterion.grader.telemetry;

import io.kriterion.grader.node.NodeStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What a node's status says, as gauges. */
final class NodeMeters {

  private final MultiGauge phases;
  private final MultiGauge handlers;
  private volatile @Nullable NodeStatus status;

  NodeMeters(MeterRegistry registry) {
    phases =
        MultiGauge.builder("kriterion.node.phase")
            .description("1 for the phase that the node is in, else 0")
            .register(registry);
    handlers =
        MultiGauge.builder("kriterion.handler.usable")
            .description("1 while tasks may get the runtime handler, else 0")
            .register(registry);
    Gauges gauges = new Gauges(registry, this);
    gauges.add("kriterion.node.slots", "", "Tasks graded at a time at most", NodeStatus::slots);
    gauges.add("kriterion.node.slots.used", "", "Tasks graded now", NodeStatus::slotsUsed);
    gauges.add(
        "kriterion.node.memory",
        "bytes",
        "What the node's sandboxes may take together",
        now -> now.memory().bytes());
    gauges.add(
        "kriterion.node.memory.used",
        "bytes",
        "What the sandboxes of the admitted tasks may take",
        now -> now.memoryUsed().bytes());
    gauges.add(
        "kriterion.node.start.time",
        "seconds",
        "When the node started, since 1970",
        now -> now.started().toEpochMilli() / 1000.0);
  }

  void show(NodeStatus now) {
    status = now;
    phases.register(
        Arrays.stream(NodeStatus.Phase.values())
            .map(phase -> Row.of(Tags.of("phase", phase.name()), phase == now.phase() ? 1 : 0))
            .toList(),
        true);
    handlers.register(
        now.handlers().stream()
            .map(handler ->
                Row.of(Tags.of("handler", handler.name()), handler.problem().isPresent() ? 0 : 1))
            .toList(),
        true);
  }

  private record Gauges(MeterRegistry registry, NodeMeters meters) {

    void add(String name, String unit, String description, ToDoubleFunction<NodeStatus> value) {
      Gauge.builder(name, meters, from -> from.read(value))
          .description(description)
          .baseUnit(unit.isEmpty() ? null : unit)
          .register(registry);
    }
  }

  private double read(ToDoubleFunction<NodeStatus> value) {
    NodeStatus now = status;
    return now == null ? Double.NaN : value.applyAsDouble(now);
  }
}
