package io.kriterion.grader.config;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section about the serving node. */
final class NodeReader {
  static final List<String> KEYS = List.of("name", "state", "slots", "memory", "stop-patience");

  /** The word for what the machine decides. */
  static final String AUTO = "auto";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final int MOST_SLOTS = 1000;
  private static final ByteSize LEAST_MEMORY = ByteSize.ofMebibytes(64);
  private static final ByteSize MOST_MEMORY = ByteSize.ofGibibytes(16 * 1024);
  private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);

  private final Problems problems;
  private final BoundedValues values;
  private final ConfigFiles files;

  NodeReader(Problems problems, BoundedValues values, ConfigFiles files) {
    this.problems = problems;
    this.values = values;
    this.files = files;
  }

  NodeSettings node(Node node) {
    SectionValues keys =
        new SectionValues(Section.of(node, "node", problems, KEYS, Map.of()), values);
    NodeSettings builtIn = NodeConfig.DEFAULTS.node();
    Optional<Integer> slots =
        keys.valueOr(
            AUTO,
            "slots",
            Optional.empty(),
            (n, at) -> values.yaml().wholeNumber(n, at, 1, MOST_SLOTS));
    return new NodeSettings(
        keys.valueOr(AUTO, "name", builtIn.name(), this::name),
        keys.value("state", files::absolute).orElse(builtIn.state()),
        slots.map(OptionalInt::of).orElse(builtIn.slots()),
        keys.valueOr(
            AUTO,
            "memory",
            builtIn.memory(),
            (n, at) -> values.size(n, at, LEAST_MEMORY, MOST_MEMORY)),
        keys.time("stop-patience", Duration.ZERO, LONGEST_PATIENCE, builtIn.stopPatience()));
  }

  private Optional<String> name(Node node, String place) {
    return values.matching(
        node,
        place,
        NAME,
        "is not a node's name (expected: 1 to 63 letters, digits, '.', '_' and '-', or auto)");
  }
}
