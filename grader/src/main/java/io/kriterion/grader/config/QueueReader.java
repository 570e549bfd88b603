package io.kriterion.grader.config;

import io.kriterion.grader.queue.embedded.QueueSettings;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section about the queue. */
final class QueueReader {
  static final List<String> KEYS =
      List.of("lease", "attempts", "max-queued", "max-payload", "max-events", "retention");

  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
  private static final Duration LONGEST_LEASE = Duration.ofHours(1);
  private static final int MOST_ATTEMPTS = 100;
  private static final int MOST_QUEUED = 10_000_000;
  /* The shortest results are not too large anywhere, such as why a task cannot be graded. */
  private static final ByteSize LEAST_PAYLOAD = ByteSize.ofMebibytes(1);
  private static final ByteSize LEAST_EVENTS = ByteSize.ofKibibytes(1);
  private static final ByteSize MOST_BYTES = ByteSize.ofMebibytes(512);
  private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(1);
  private static final Duration LONGEST_RETENTION = Duration.ofDays(365);

  private final Problems problems;
  private final BoundedValues values;

  QueueReader(Problems problems, BoundedValues values) {
    this.problems = problems;
    this.values = values;
  }

  QueueSettings queue(Node node) {
    SectionValues keys =
        new SectionValues(Section.of(node, "queue", problems, KEYS, Map.of()), values);
    QueueSettings builtIn = NodeConfig.DEFAULTS.queue();
    return new QueueSettings(
        keys.time("lease", SHORTEST_LEASE, LONGEST_LEASE, builtIn.lease()),
        keys.number("attempts", 1, MOST_ATTEMPTS, builtIn.attempts()),
        keys.number("max-queued", 1, MOST_QUEUED, builtIn.mostQueued()),
        keys.size("max-payload", LEAST_PAYLOAD, MOST_BYTES, builtIn.largestPayload()),
        keys.size("max-events", LEAST_EVENTS, MOST_BYTES, builtIn.eventBytes()),
        keys.time("retention", SHORTEST_RETENTION, LONGEST_RETENTION, builtIn.retention()),
        builtIn.patience());
  }
}
