package io.kriterion.grader.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.config.ApiSettings.Scope;
import io.kriterion.grader.config.ApiSettings.Tcp;
import io.kriterion.grader.config.ApiSettings.Token;
import io.kriterion.grader.config.ObservationSettings.LogForm;
import io.kriterion.grader.queue.embedded.QueueSettings;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.ByteSize;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration says of a serving node. */
class ServiceConfigTest {

  private static final String WRITTEN_SECRET = "0123456789abcdef";
  private static final String FILED_SECRET = "a-secret-in-a-file:!~";

  private static final String API =
      """
      api:
        listen: "[::]:9443"
        certificate: node.crt
        key: keys/node.key
        tokens:
          - { name: Site-1, secret: "0123456789abcdef", scopes: [ submit, watch ], trust: low }
          - { name: ops, secret-file: ops.token, scopes: operate }
      """;

  @TempDir private Path directory;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(directory.resolve("node.crt"), "");
    Files.createDirectory(directory.resolve("keys"));
    secret("keys/node.key", "");
    secret("ops.token", " " + FILED_SECRET + "\r\nanother line\n");
  }

  private Path secret(String name, String content) throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
  }

  private NodeConfig read(String yaml) throws IOException {
    return ConfigReader.read(secret("k.yaml", yaml));
  }

  @Test
  void aNode() throws IOException {
    assertThat(
            read("node: { name: 7, state: /srv/../k, slots: 3, memory: 64MiB, stop-patience: 0s }")
                .node())
        .isEqualTo(
            new NodeSettings(
                Optional.of("7"),
                Path.of("/k"),
                OptionalInt.of(3),
                Optional.of(ByteSize.ofMebibytes(64)),
                Duration.ZERO));
    assertThat(read("node: { name: auto, slots: auto, memory: auto }").node())
        .isEqualTo(NodeSettings.DEFAULT);
  }

  @Test
  void aQueue() throws IOException {
    assertThat(
            read("""
            queue: { lease: 1h, attempts: 100, max-queued: 1, max-payload: 512MiB, max-events: 1KiB, retention: 8760h }
            """)
                .queue())
        .isEqualTo(
            new QueueSettings(
                Duration.ofHours(1),
                100,
                1,
                ByteSize.ofMebibytes(512),
                ByteSize.ofKibibytes(1),
                Duration.ofDays(365),
                QueueSettings.DEFAULT.patience()));
  }

  @Test
  void anApiOnTheSocketAlone() throws IOException {
    assertThat(
            read("""
            api: { socket: /run/k.sock, group: graders, max-request: 1MiB, listen: off, tokens: [] }
            """)
                .api())
        .isEqualTo(
            new ApiSettings(
                Path.of("/run/k.sock"),
                Optional.of("graders"),
                Optional.empty(),
                List.of(),
                ByteSize.ofMebibytes(1)));
    assertThat(read("api: { group: root }").api()).isEqualTo(ApiSettings.DEFAULT);
  }

  @Test
  void anApiOnTheNetwork() throws IOException {
    ApiSettings api = read(API).api();
    assertThat(api.tcp())
        .contains(
            new Tcp(
                new ListenAddress("::", 9443),
                directory.resolve("node.crt"),
                directory.resolve("keys/node.key")));
    assertThat(api.tokens())
        .containsExactly(
            new Token("Site-1", WRITTEN_SECRET, Set.of(Scope.SUBMIT, Scope.WATCH), Trust.LOW),
            new Token("ops", FILED_SECRET, Set.of(Scope.OPERATE), Trust.NORMAL));
  }

  @Test
  void secretsAreNotShown() throws IOException {
    NodeConfig config = read(API);
    String shown = String.join("\n", ConfigText.lines(config));
    assertThat(shown)
        .contains(
            "  listen: \"[::]:9443\"\n",
            "  certificate: \"" + directory.resolve("node.crt") + "\"\n",
            "    - { name: Site-1, secret: \"***\", scopes: [ submit, watch ], trust: low }\n",
            "    - { name: ops, secret: \"***\", scopes: [ operate ], trust: normal }\n")
        .doesNotContain(WRITTEN_SECRET, FILED_SECRET);
    assertThat(config.toString()).doesNotContain(WRITTEN_SECRET, FILED_SECRET);
  }

  @Test
  void butForItsSecretsWhatIsShownIsReadBack() throws IOException {
    NodeConfig config = read(API);
    List<String> secrets = List.of(WRITTEN_SECRET, FILED_SECRET);
    String shown = String.join("\n", ConfigText.lines(config));
    for (String secret : secrets) {
      shown = shown.replaceFirst("\\*{3}", secret);
    }
    assertThat(read(shown).api()).isEqualTo(config.api());
  }

  @Test
  void observation() throws IOException {
    assertThat(
            read("""
            observe: { http: localhost:0, traces: "https://collector.example:4318/v1/traces", logs: json }
            """)
                .observation())
        .isEqualTo(
            new ObservationSettings(
                Optional.of(new ListenAddress("localhost", 0)),
                Optional.of(URI.create("https://collector.example:4318/v1/traces")),
                LogForm.JSON));
    assertThat(read("observe: { http: off, traces: off, logs: text }").observation())
        .isEqualTo(new ObservationSettings(Optional.empty(), Optional.empty(), LogForm.TEXT));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9095, 127.0.0.1, 9095",
    "node-1.example:0, node-1.example, 0",
    "[::1]:65535, ::1, 65535",
  })
  void addressesAreWrittenAsTheyAreRead(String text, String host, int port) {
    ListenAddress address = ListenAddress.parse(text);
    assertThat(address).isEqualTo(new ListenAddress(host, port)).hasToString(text);
  }
}
