package io.kriterion.grader.config;

import io.kriterion.grader.pool.PoolSettings;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section about the pool. */
final class PoolReader {
  static final List<String> KEYS = List.of("min", "max", "memory", "refills", "idle", "max-age");

  private static final int MOST_SANDBOXES = 1000;
  private static final ByteSize MOST_MEMORY = ByteSize.ofGibibytes(1024);
  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(1);
  private static final Duration LONGEST_LIFE = Duration.ofHours(24);

  private final Problems problems;
  private final BoundedValues values;

  PoolReader(Problems problems, BoundedValues values) {
    this.problems = problems;
    this.values = values;
  }

  PoolSettings pool(Node node) {
    Section section = Section.of(node, "pool", problems, KEYS, Map.of());
    SectionValues keys = new SectionValues(section, values);
    PoolSettings builtIn = NodeConfig.DEFAULTS.pool();
    int least = keys.number("min", 1, MOST_SANDBOXES, builtIn.least());
    int most = keys.number("max", 0, MOST_SANDBOXES, builtIn.most());
    section
        .optional("min")
        .filter(named -> most > 0 && least > most)
        .ifPresent(named ->
            problems.add(
                named, section.placeOf("min"), least + " (expected: at most max, " + most + ")"));
    return new PoolSettings(
        keys.size("memory", new ByteSize(0), MOST_MEMORY, builtIn.memory()),
        least,
        most,
        keys.number("refills", 1, MOST_SANDBOXES, builtIn.refills()),
        keys.time("idle", SHORTEST_LIFE, LONGEST_LIFE, builtIn.idle()),
        keys.time("max-age", SHORTEST_LIFE, LONGEST_LIFE, builtIn.age()),
        builtIn.firstBackOff(),
        builtIn.mostBackOff());
  }
}
