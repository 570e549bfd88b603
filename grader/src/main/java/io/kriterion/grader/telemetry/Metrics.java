package io.kriterion.grader.telemetry;

import io.kriterion.grader.intake.TaskEnd;
import io.kriterion.grader.intake.TaskObserver;
import io.kriterion.grader.node.NodeControl;
import io.kriterion.grader.queue.QueueSnapshot;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of a serving node; SPECIFICATION.md, "Metrics", has their names and labels. Tasks are
 * counted when they end, everything else is read when somebody asks. No label has a value that a
 * submitter chooses. Thread-safe.
 */
public final class Metrics implements TaskObserver, AutoCloseable {

  /** The media type of {@link #scrape}. */
  public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /** The media type of {@link #openMetrics}. */
  public static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private static final Logger log = LoggerFactory.getLogger(Metrics.class);

  private final NodeControl node;
  private final QueueLook queue;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final TaskMeters tasks = new TaskMeters(registry);
  private final NodeMeters nodeMeters = new NodeMeters(registry);
  private final PoolMeters pool = new PoolMeters(registry);
  private final QueueMeters queueMeters = new QueueMeters(registry);

  /**
   * The metrics of one node.
   *
   * @param node asked at each scrape
   * @param queue looked at at each scrape
   */
  public Metrics(NodeControl node, QueueLook queue) {
    this.node = node;
    this.queue = queue;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    collections.bindTo(registry);
    ProcessMeters.bind(registry);
  }

  @Override
  public void ended(TaskEnd end) {
    try {
      tasks.count(end);
    } catch (RuntimeException e) {
      // whoever grades is not to be disturbed by who counts
      log.atWarn().setCause(e).log("a task's end could not be counted");
    }
  }

  /**
   * All metrics in Prometheus' text format; blocks for a second at the most, while the queue does
   * not answer.
   */
  public String scrape() {
    return scrapeAs(TEXT);
  }

  /**
   * All metrics in the OpenMetrics format; blocks for a second at the most, while the queue does
   * not answer.
   */
  public String openMetrics() {
    return scrapeAs(OPEN_METRICS);
  }

  private String scrapeAs(String type) {
    // before the lock: it may take its time
    Optional<QueueSnapshot> snapshot = queue.now();
    synchronized (this) {
      nodeMeters.show(node.status());
      pool.show(node.pool());
      queueMeters.show(snapshot);
      return registry.scrape(type);
    }
  }

  /** Stops listening to the JVM; what was counted can still be read. */
  @Override
  public void close() {
    collections.close();
  }
}
