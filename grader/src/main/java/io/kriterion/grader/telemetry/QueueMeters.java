package io.kriterion.grader.telemetry;

import io.kriterion.grader.queue.QueueSnapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;

/** What a queue holds; nothing of it while it does not answer, as old numbers would mislead. */
final class QueueMeters {

  private final MultiGauge tasks;
  private volatile boolean answers;

  QueueMeters(MeterRegistry registry) {
    tasks =
        MultiGauge.builder("kriterion.queue.tasks")
            .description("The queue's tasks, by state")
            .register(registry);
    Gauge.builder("kriterion.queue.answers", this, meters -> meters.answers ? 1 : 0)
        .description("1 while the queue answers, else 0")
        .register(registry);
  }

  void show(Optional<QueueSnapshot> now) {
    answers = now.isPresent();
    tasks.register(now.<List<Row<?>>>map(QueueMeters::rows).orElse(List.of()), true);
  }

  private static List<Row<?>> rows(QueueSnapshot now) {
    return List.of(
        Row.of(Tags.of("state", "queued"), now.queued()),
        Row.of(Tags.of("state", "running"), now.running()),
        Row.of(Tags.of("state", "finished"), now.finished()));
  }
}
