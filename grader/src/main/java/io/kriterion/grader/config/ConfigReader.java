package io.kriterion.grader.config;

import io.kriterion.grader.pool.PoolSettings;
import io.kriterion.grader.queue.embedded.QueueSettings;
import io.kriterion.grader.runtime.RetryPolicy;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import io.kriterion.grader.text.YamlTree;
import io.kriterion.grader.text.YamlValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the node's configuration from its YAML or JSON file: a class for each section. */
public final class ConfigReader {
  /** The sections of a configuration. */
  static final List<String> KEYS =
      List.of("node", "runtimes", "pool", "grading", "queue", "api", "observe");

  private final Path file;
  private final Problems problems;

  private ConfigReader(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * Reads a configuration; what it says nothing of is as in {@link NodeConfig#DEFAULTS}. Blocks
   * while it reads the file, at most 1 MiB, and looks at the files that it names: certificate, key
   * and the tokens' secrets, of which the last are read.
   *
   * @throws ConfigFormatException if the file is missing or malformed; names up to 20 problems
   */
  public static NodeConfig read(Path file) {
    Problems problems = new Problems(file.toString(), ConfigFormatException::new);
    Node root = YamlTree.read(file, "configuration", problems);
    NodeConfig config = new ConfigReader(file, problems).config(root);
    if (problems.count() > 0) {
      throw problems.exception();
    }
    return config;
  }

  private NodeConfig config(Node root) {
    BoundedValues values = new BoundedValues(new YamlValues(problems));
    ConfigFiles files = new ConfigFiles(file, values);
    Section sections = Section.of(root, "", problems, KEYS, Map.of());
    NodeConfig builtIn = NodeConfig.DEFAULTS;
    NodeSettings node =
        in(sections, "node", new NodeReader(problems, values, files)::node, builtIn.node());
    RuntimesReader.Runtimes runtimes =
        in(
            sections,
            "runtimes",
            new RuntimesReader(file, problems, values)::runtimes,
            RuntimesReader.BUILT_IN);
    PoolSettings pool =
        in(sections, "pool", new PoolReader(problems, values)::pool, builtIn.pool());
    RetryPolicy retries =
        in(sections, "grading", new GradingReader(problems, values)::grading, builtIn.retries());
    QueueSettings queue =
        in(sections, "queue", new QueueReader(problems, values)::queue, builtIn.queue());
    ApiSettings api =
        in(sections, "api", new ApiReader(problems, values, files)::api, builtIn.api());
    ObservationSettings observation =
        in(
            sections,
            "observe",
            new ObservationReader(problems, values)::observation,
            builtIn.observation());
    return new NodeConfig(
        runtimes.policy(), runtimes.backOff(), pool, retries, node, queue, api, observation);
  }

  private static <T> T in(Section sections, String name, Function<Node, T> reader, T builtIn) {
    Optional<Node> section = sections.optional(name);
    return section.map(reader).orElse(builtIn);
  }
}
