package io.kriterion.grader.cli;

import io.kriterion.grader.config.ObservationSettings;
import io.kriterion.grader.intake.TaskEnd;
import io.kriterion.grader.node.NodeControl;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.telemetry.Metrics;
import io.kriterion.grader.telemetry.QueueLook;
import io.kriterion.grader.telemetry.Traces;
import io.kriterion.grader.web.Check;
import io.kriterion.grader.web.WebServer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What observes a serving node: metrics, their page, traces. */
final class Observation implements AutoCloseable {

  private final ObservationSettings settings;
  private final QueueLook queue;
  private final Optional<Traces> traces;
  private volatile @Nullable Metrics metrics;
  private @Nullable WebServer web;

  /** Observes nothing yet, but traces. */
  Observation(ObservationSettings settings, String node, TaskQueue queue) {
    this.settings = settings;
    this.queue = new QueueLook(queue::snapshot);
    this.traces = settings.traces().map(collector -> Traces.to(collector, node));
  }

  /** Told of every task's end. */
  void ended(TaskEnd end) {
    Metrics counting = metrics;
    if (counting != null) {
      counting.ended(end);
    }
    traces.ifPresent(tracing -> tracing.ended(end));
  }

  /** Observes a node that is about to take tasks. */
  void observe(NodeControl node) {
    Metrics counting = new Metrics(node, queue);
    metrics = counting;
    Check answers = new Check("queue", queue::problem);
    web =
        settings
            .http()
            .map(address -> WebServer.start(address, counting, node, List.of(answers)))
            .orElse(null);
  }

  /** Whether the node's own parts answer; blocks for a second at the most. */
  boolean isAlive() {
    return queue.problem().isEmpty();
  }

  @Override
  public void close() {
    WebServer serving = web;
    if (serving != null) {
      serving.close();
    }
    Metrics counting = metrics;
    if (counting != null) {
      counting.close();
    }
    traces.ifPresent(Traces::close);
  }
}
