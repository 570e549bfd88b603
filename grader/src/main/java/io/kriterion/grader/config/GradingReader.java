package io.kriterion.grader.config;

import io.kriterion.grader.runtime.RetryPolicy;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section about grading. */
final class GradingReader {
  static final List<String> KEYS = List.of("attempts", "second-run");

  /** The keys of what is said of a second run. */
  static final List<String> SECOND_RUN_KEYS = List.of("on", "handler");

  private final Problems problems;
  private final BoundedValues values;

  GradingReader(Problems problems, BoundedValues values) {
    this.problems = problems;
    this.values = values;
  }

  RetryPolicy grading(Node node) {
    Section section = Section.of(node, "grading", problems, KEYS, Map.of());
    int attempts =
        new SectionValues(section, values)
            .number(
                "attempts", 1, RetryPolicy.MOST_ATTEMPTS, NodeConfig.DEFAULTS.retries().attempts());
    List<String> second = section.optional("second-run").map(this::secondRun).orElse(List.of());
    return new RetryPolicy(attempts, second);
  }

  private List<String> secondRun(Node node) {
    String place = "grading.second-run";
    Section section = Section.of(node, place, problems, SECOND_RUN_KEYS, Map.of());
    section
        .optional("on")
        .ifPresent(n ->
            values.oneOrMore(
                n,
                section.placeOf("on"),
                (item, at) -> values.yaml().word(item, at, List.of("signal"))));
    return section
        .required("handler")
        .map(n -> values.oneOrMore(n, section.placeOf("handler"), values::handler))
        .orElse(List.of());
  }
}
