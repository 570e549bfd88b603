package io.kriterion.grader.config;

import io.kriterion.grader.pool.PoolSettings;
import io.kriterion.grader.runtime.RetryPolicy;
import io.kriterion.grader.runtime.RuntimePolicy;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import io.kriterion.grader.text.YamlTree;
import io.kriterion.grader.text.YamlValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the node's configuration from its YAML or JSON file. */
public final class ConfigReader {
  /** The sections of a configuration. */
  static final List<String> KEYS = List.of("runtimes", "pool", "grading");

  /** The keys of the section about runtimes. */
  static final List<String> RUNTIMES_KEYS = List.of("rules", "handlers", "back-off");

  /** The keys of the section about the pool. */
  static final List<String> POOL_KEYS =
      List.of("min", "max", "memory", "refills", "idle", "max-age");

  /** The keys of the section about grading. */
  static final List<String> GRADING_KEYS = List.of("attempts", "second-run");

  /** The keys of what is said of a second run. */
  static final List<String> SECOND_RUN_KEYS = List.of("on", "handler");

  private static final int MOST_SANDBOXES = 1000;
  private static final ByteSize MOST_POOL_MEMORY = ByteSize.ofGibibytes(1024);
  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(1);
  private static final Duration LONGEST_LIFE = Duration.ofHours(24);

  private final Problems problems;
  private final BoundedValues values;
  private final PolicyReader policies;

  private record Runtimes(RuntimePolicy policy, Duration backOff) {}

  private ConfigReader(Path file, Problems problems) {
    this.problems = problems;
    this.values = new BoundedValues(new YamlValues(problems));
    this.policies = new PolicyReader(file, problems, values);
  }

  /**
   * Reads a configuration; what it says nothing of is as in {@link NodeConfig#DEFAULTS}. Blocks
   * while it reads the file, at most 1 MiB.
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
    Section section = Section.of(root, "", problems, KEYS, Map.of());
    Runtimes runtimes =
        section
            .optional("runtimes")
            .map(this::runtimes)
            .orElse(new Runtimes(NodeConfig.DEFAULTS.policy(), NodeConfig.DEFAULTS.backOff()));
    PoolSettings pool = section.optional("pool").map(this::pool).orElse(NodeConfig.DEFAULTS.pool());
    RetryPolicy retries =
        section.optional("grading").map(this::grading).orElse(NodeConfig.DEFAULTS.retries());
    return new NodeConfig(
        runtimes.policy(),
        runtimes.backOff(),
        pool,
        retries,
        NodeConfig.DEFAULTS.node(),
        NodeConfig.DEFAULTS.queue(),
        NodeConfig.DEFAULTS.api(),
        NodeConfig.DEFAULTS.observation());
  }

  private Runtimes runtimes(Node node) {
    Section section = Section.of(node, "runtimes", problems, RUNTIMES_KEYS, Map.of());
    RuntimePolicy policy = policies.policy(section.optional("rules"), section.optional("handlers"));
    Duration backOff =
        section
            .optional("back-off")
            .flatMap(n ->
                values.duration(
                    n,
                    "runtimes.back-off",
                    NodeConfig.SHORTEST_BACK_OFF,
                    NodeConfig.LONGEST_BACK_OFF))
            .orElse(NodeConfig.DEFAULTS.backOff());
    return new Runtimes(policy, backOff);
  }

  private PoolSettings pool(Node node) {
    Section section = Section.of(node, "pool", problems, POOL_KEYS, Map.of());
    PoolSettings builtIn = NodeConfig.DEFAULTS.pool();
    int least = number(section, "min", 1, builtIn.least());
    int most = number(section, "max", 0, builtIn.most());
    section
        .optional("min")
        .filter(named -> most > 0 && least > most)
        .ifPresent(named ->
            problems.add(
                named, section.placeOf("min"), least + " (expected: at most max, " + most + ")"));
    return new PoolSettings(
        section
            .optional("memory")
            .flatMap(
                n -> values.size(n, section.placeOf("memory"), new ByteSize(0), MOST_POOL_MEMORY))
            .orElse(builtIn.memory()),
        least,
        most,
        number(section, "refills", 1, builtIn.refills()),
        time(section, "idle", builtIn.idle()),
        time(section, "max-age", builtIn.age()),
        builtIn.firstBackOff(),
        builtIn.mostBackOff());
  }

  private int number(Section section, String key, int from, int builtIn) {
    return section
        .optional(key)
        .flatMap(n -> values.yaml().wholeNumber(n, section.placeOf(key), from, MOST_SANDBOXES))
        .orElse(builtIn);
  }

  private Duration time(Section section, String key, Duration builtIn) {
    return section
        .optional(key)
        .flatMap(n -> values.duration(n, section.placeOf(key), SHORTEST_LIFE, LONGEST_LIFE))
        .orElse(builtIn);
  }

  private RetryPolicy grading(Node node) {
    Section section = Section.of(node, "grading", problems, GRADING_KEYS, Map.of());
    int attempts =
        section
            .optional("attempts")
            .flatMap(
                n -> values.yaml().wholeNumber(n, "grading.attempts", 1, RetryPolicy.MOST_ATTEMPTS))
            .orElse(NodeConfig.DEFAULTS.retries().attempts());
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
