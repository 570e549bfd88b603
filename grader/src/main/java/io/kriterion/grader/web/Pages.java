package io.kriterion.grader.web;

import io.kriterion.grader.node.NodeControl;
import io.kriterion.grader.node.NodeStatus;
import io.kriterion.grader.telemetry.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is on which page. Thread-safe. */
final class Pages {

  private record Finding(String name, Optional<String> problem) {}

  private final Metrics metrics;
  private final NodeControl node;
  private final List<Check> checks;

  Pages(Metrics metrics, NodeControl node, List<Check> checks) {
    this.metrics = metrics;
    this.node = node;
    this.checks = List.copyOf(checks);
  }

  /**
   * The page.
   *
   * @param path of the request, as it came
   * @param verbose whether the query asks for every check
   * @param accept the media types that the client says it takes; may be empty
   */
  Page page(String path, boolean verbose, String accept) {
    return switch (path) {
      case "/metrics" -> metrics(accept);
      case "/livez" -> health(look(), verbose);
      case "/readyz" -> {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding("phase", phase()));
        findings.addAll(look());
        yield health(findings, verbose);
      }
      default -> Page.text(404, "not found (there are: /metrics, /livez, /readyz)\n");
    };
  }

  /* Prometheus names OpenMetrics first where it takes it; nobody names it to refuse it. */
  private Page metrics(String accept) {
    return accept.contains("application/openmetrics-text")
        ? new Page(200, Metrics.OPEN_METRICS, metrics.openMetrics())
        : new Page(200, Metrics.TEXT, metrics.scrape());
  }

  private Optional<String> phase() {
    NodeStatus.Phase phase = node.status().phase();
    return phase == NodeStatus.Phase.READY
        ? Optional.empty()
        : Optional.of("the node takes no tasks: it is " + phase);
  }

  private List<Finding> look() {
    return checks.stream().map(check -> new Finding(check.name(), check.look())).toList();
  }

  private static Page health(List<Finding> findings, boolean verbose) {
    Optional<Finding> wrong = findings.stream().filter(f -> f.problem().isPresent()).findFirst();
    StringBuilder text = new StringBuilder();
    if (verbose) {
      findings.forEach(finding -> text.append(line(finding)));
    }
    text.append(wrong.map(Pages::line).orElse("ok\n"));
    return Page.text(wrong.isPresent() ? 503 : 200, text.toString());
  }

  private static String line(Finding finding) {
    return finding.name() + ": " + finding.problem().orElse("ok") + "\n";
  }
}
