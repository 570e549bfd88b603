package io.kriterion.grader.config;

import io.kriterion.grader.runtime.RuntimePolicy;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section about runtimes. */
final class RuntimesReader {
  static final List<String> KEYS = List.of("rules", "handlers", "back-off");

  /** What is built in. */
  static final Runtimes BUILT_IN =
      new Runtimes(NodeConfig.DEFAULTS.policy(), NodeConfig.DEFAULTS.backOff());

  private final Problems problems;
  private final BoundedValues values;
  private final PolicyReader policies;

  /** What the section says. */
  record Runtimes(RuntimePolicy policy, Duration backOff) {}

  RuntimesReader(Path file, Problems problems, BoundedValues values) {
    this.problems = problems;
    this.values = values;
    this.policies = new PolicyReader(file, problems, values);
  }

  Runtimes runtimes(Node node) {
    Section section = Section.of(node, "runtimes", problems, KEYS, Map.of());
    RuntimePolicy policy = policies.policy(section.optional("rules"), section.optional("handlers"));
    Duration backOff =
        new SectionValues(section, values)
            .time(
                "back-off",
                NodeConfig.SHORTEST_BACK_OFF,
                NodeConfig.LONGEST_BACK_OFF,
                BUILT_IN.backOff());
    return new Runtimes(policy, backOff);
  }
}
