package io.kriterion.grader.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.pool.PoolSettings;
import io.kriterion.grader.queue.embedded.QueueSettings;
import io.kriterion.grader.runtime.Conditions;
import io.kriterion.grader.runtime.HandlerOverrides;
import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.runtime.Outcome;
import io.kriterion.grader.runtime.PolicyRule;
import io.kriterion.grader.runtime.RetryPolicy;
import io.kriterion.grader.runtime.RuntimePolicy;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration says, and that it is shown as it was read. */
class ConfigReaderTest {

  private static final String FULL =
      """
      runtimes:
        rules:
          - { trust: low, asks: [ kata, any ], use: runsc, may-ask: [] }
          - trust: [ normal, high ]
            course: [ LEPL1503, "Programmation \\"1\\"" ]
            environment: gcc
            use: [ crun, runc, any ]
            may-ask: [ runsc, any ]
          - course: "true"
            refuse: "the course is over: see #12"
          - use: [ runc ]
        handlers:
          runsc: { isolation: shared-kernel, overhead: 1GiB, attach: false }
          7zip: { attach: true }
        back-off: 1.5m
      pool: { min: 2, max: 8, memory: 3GiB, refills: 4, idle: 90s, max-age: 2h }
      grading:
        attempts: 3
        second-run: { on: [ signal ], handler: [ crun, runc ] }
      node: { name: node-7, state: /srv/k, slots: 12, memory: 48GiB, stop-patience: 90s }
      queue: { lease: 10s, attempts: 5, max-queued: 99, max-payload: 8MiB, max-events: 2MiB, retention: 48h }
      api: { socket: "/srv/k k.sock", group: graders, max-request: 9MiB }
      observe: { http: off, traces: "http://[::1]:4318/v1/traces", logs: json }
      """;

  private static final Path SAMPLE = Path.of("src/main/dist/kriterion.yaml");

  @TempDir private Path directory;

  private NodeConfig read(String yaml) throws IOException {
    return ConfigReader.read(Files.writeString(directory.resolve("k.yaml"), yaml));
  }

  private static List<Conditions> conditions(NodeConfig config) {
    return config.policy().rules().stream().map(PolicyRule::when).toList();
  }

  private static List<Outcome> outcomes(NodeConfig config) {
    return config.policy().rules().stream().map(PolicyRule::outcome).toList();
  }

  @Test
  void everythingThatCanBeSaid() throws IOException {
    NodeConfig config = read(FULL);
    assertThat(conditions(config))
        .containsExactly(
            new Conditions(List.of(Trust.LOW), List.of(), List.of(), List.of("kata", "any")),
            new Conditions(
                List.of(Trust.NORMAL, Trust.HIGH),
                List.of("LEPL1503", "Programmation \"1\""),
                List.of("gcc"),
                List.of()),
            new Conditions(List.of(), List.of("true"), List.of(), List.of()),
            Conditions.ALWAYS);
    assertThat(outcomes(config))
        .containsExactly(
            new Outcome.Use(List.of("runsc"), Optional.of(List.of())),
            new Outcome.Use(List.of("crun", "runc", "any"), Optional.of(List.of("runsc", "any"))),
            new Outcome.Refuse("the course is over: see #12"),
            new Outcome.Use(List.of("runc"), Optional.empty()));
    assertThat(config.policy().rules().stream().map(PolicyRule::place))
        .containsExactly(
            directory + "/k.yaml:3",
            directory + "/k.yaml:4",
            directory + "/k.yaml:9",
            directory + "/k.yaml:11");
    assertThat(config.policy().handlers())
        .containsOnlyKeys("runsc", "7zip")
        .containsEntry(
            "runsc",
            new HandlerOverrides(
                Optional.of(Isolation.SHARED_KERNEL),
                Optional.of(ByteSize.ofGibibytes(1)),
                Optional.of(false)));
    assertThat(config.backOff()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.pool())
        .isEqualTo(
            new PoolSettings(
                ByteSize.ofGibibytes(3),
                2,
                8,
                4,
                Duration.ofSeconds(90),
                Duration.ofHours(2),
                PoolSettings.DEFAULT.firstBackOff(),
                PoolSettings.DEFAULT.mostBackOff()));
    assertThat(config.retries()).isEqualTo(new RetryPolicy(3, List.of("crun", "runc")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "runtimes: {}",
        "pool: {}",
        "grading: {}\nruntimes: {}",
        "node: {}\nqueue: {}",
        "api: {}\nobserve: {}"
      })
  void whatIsNotSaidIsBuiltIn(String yaml) throws IOException {
    NodeConfig config = read(yaml);
    assertThat(config.policy().rules()).isEqualTo(RuntimePolicy.BUILT_IN.rules());
    assertThat(config.policy().handlers()).isEmpty();
    assertThat(config.backOff()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.pool()).isEqualTo(PoolSettings.DEFAULT);
    assertThat(config.retries()).isEqualTo(new RetryPolicy(1, List.of()));
    assertThat(config.node()).isEqualTo(NodeSettings.DEFAULT);
    assertThat(config.queue()).isEqualTo(QueueSettings.DEFAULT);
    assertThat(config.api()).isEqualTo(ApiSettings.DEFAULT);
    assertThat(config.observation()).isEqualTo(ObservationSettings.DEFAULT);
  }

  @Test
  void withoutAMostThereIsNoPool() throws IOException {
    NodeConfig config = read("pool: { max: 0 }");
    assertThat(config.pool().most()).isZero();
    assertThat(read(String.join("\n", ConfigText.lines(config))).pool()).isEqualTo(config.pool());
  }

  @Test
  void aSingleHandlerNeedsNoList() throws IOException {
    NodeConfig config = read("grading: { second-run: { handler: crun } }");
    assertThat(config.retries()).isEqualTo(new RetryPolicy(1, List.of("crun")));
  }

  @ParameterizedTest
  @ValueSource(strings = {FULL, "{}"})
  void whatIsShownIsReadBack(String yaml) throws IOException {
    NodeConfig config = read(yaml);
    NodeConfig again = read(String.join("\n", ConfigText.lines(config)));
    assertThat(conditions(again)).isEqualTo(conditions(config));
    assertThat(outcomes(again)).isEqualTo(outcomes(config));
    for (String handler : List.of("runc", "crun", "runsc", "kata", "7zip")) {
      for (boolean attach : new boolean[] {true, false}) {
        assertThat(again.policy().settings(handler, attach))
            .isEqualTo(config.policy().settings(handler, attach));
      }
    }
    assertThat(again.backOff()).isEqualTo(config.backOff());
    assertThat(again.pool()).isEqualTo(config.pool());
    assertThat(again.retries()).isEqualTo(config.retries());
    assertThat(again.node()).isEqualTo(config.node());
    assertThat(again.queue()).isEqualTo(config.queue());
    assertThat(again.api()).isEqualTo(config.api());
    assertThat(again.observation()).isEqualTo(config.observation());
  }

  @Test
  void theExampleIsAConfiguration() {
    NodeConfig config = ConfigReader.read(Path.of("../examples/kriterion.yaml"));
    assertThat(config.policy().rules()).hasSizeGreaterThan(2);
    assertThat(config.retries().attempts()).isEqualTo(2);
    assertThat(config.retries().secondRunOn()).isNotEmpty();
  }

  /** The file that an installation begins with says what holds without it. */
  @Test
  void theSampleIsWhatIsBuiltIn() {
    NodeConfig config = ConfigReader.read(SAMPLE);
    NodeConfig builtIn = NodeConfig.DEFAULTS;
    assertThat(conditions(config)).isEqualTo(conditions(builtIn));
    assertThat(outcomes(config)).isEqualTo(outcomes(builtIn));
    assertThat(config.policy().handlers()).isEqualTo(builtIn.policy().handlers());
    assertThat(config).usingRecursiveComparison().ignoringFields("policy").isEqualTo(builtIn);
    assertThat(ConfigText.lines(config)).isEqualTo(ConfigText.lines(builtIn));
  }

  @Test
  void theQueuesSettingsAreThoseOfTheSpecification() throws IOException {
    QueueSettings queue = QueueSettings.DEFAULT;
    assertThat(Files.readString(Path.of("../SPECIFICATION.md")))
        .contains(
            """
            | setting | built in |
            |---|---|
            | lease | %d s |
            | attempts that may fail | %d |
            | tasks that may wait | %s |
            | payload, result | %s |
            | published events of a task, 64 bytes counted for each besides its data | %s |
            | a finished task is kept, counted while the queue is open | %d day |
            | patience while another program holds the file | %d s |
            """
                .formatted(
                    queue.lease().toSeconds(),
                    queue.attempts(),
                    String.format(Locale.ROOT, "%,d", queue.mostQueued()).replace(',', ' '),
                    queue.largestPayload().toString().replace("MiB", " MiB"),
                    queue.eventBytes().toString().replace("MiB", " MiB"),
                    queue.retention().toDays(),
                    queue.patience().toSeconds()));
  }

  @Test
  void everyKeyIsInTheSpecificationAndInTheSample() throws IOException {
    String specification = Files.readString(Path.of("../SPECIFICATION.md"));
    String sample = Files.readString(SAMPLE);
    assertThat(PolicyReader.RULE_KEYS).hasSize(7);
    for (List<String> keys :
        List.of(
            ConfigReader.KEYS,
            NodeReader.KEYS,
            RuntimesReader.KEYS,
            PolicyReader.RULE_KEYS,
            PolicyReader.HANDLER_KEYS,
            PoolReader.KEYS,
            GradingReader.KEYS,
            GradingReader.SECOND_RUN_KEYS,
            QueueReader.KEYS,
            ApiReader.KEYS,
            TokensReader.KEYS,
            ObservationReader.KEYS)) {
      for (String key : keys) {
        assertThat(specification).contains("| `" + key + "` |");
        assertThat(sample).containsPattern("[ {]" + key + ": ?|(?m)^" + key + ":");
      }
    }
  }
}
