package io.kriterion.grader.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that can be wrong with what is said of a serving node, each in one line. */
class ServiceConfigProblemsTest {

  private static final String UNFIT =
      "not fit for a secret (expected: 16 to 1000 letters, digits and signs of ASCII, no spaces)";

  @TempDir private Path directory;

  @BeforeEach
  void files() throws IOException {
    Files.writeString(directory.resolve("c"), "");
    secret("k", "");
    secret("short", "fifteen-letters\n");
    Path open = Files.writeString(directory.resolve("open"), "0123456789abcdef");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private Path secret(String name, String content) throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private String problems(String yaml) throws IOException {
    return problems(secret("k.yaml", yaml));
  }

  private String problems(Path file) {
    ConfigFormatException refused =
        catchThrowableOfType(ConfigFormatException.class, () -> ConfigReader.read(file));
    assertThat(refused).as("it is refused").isNotNull();
    List<String> lines = refused.problems();
    assertThat(lines).allMatch(line -> line.startsWith(file + ":") && line.lines().count() == 1);
    return String.join(" ", lines).replace(file + ":", "").replace(directory + "/", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "node: 3 | 1: node: expected keys and values",
        "node: { slot: 3 } | 1: node.slot: unknown key (did you mean slots?)",
        "node: { name: 'a b' } | 1: node.name: \"a b\" is not a node's name (expected: 1 to 63 letters, digits, '.', '_' and '-', or auto)",
        "node: { name: [] } | 1: node.name: expected a text",
        "node: { state: k } | 1: node.state: \"k\" (expected: an absolute path, such as /var/lib/x)",
        "node: { state: '' } | 1: node.state: \"\" is not a path (expected: on one line, nothing invisible)",
        "node: { state: \"/a\\nb\" } | 1: node.state: \"/a\\nb\" is not a path (expected: on one line, nothing invisible)",
        "node: { slots: 0 } | 1: node.slots: \"0\" (expected: a whole number, 1..1000)",
        "node: { slots: 1001 } | 1: node.slots: \"1001\" (expected: a whole number, 1..1000)",
        "node: { memory: 63MiB } | 1: node.memory: \"63MiB\" (expected: 64MiB..16TiB)",
        "node: { stop-patience: 61m } | 1: node.stop-patience: \"61m\" (expected: 0s..3600s)",
        "queue: { leases: 1s } | 1: queue.leases: unknown key (did you mean lease?)",
        "queue: { lease: 0.9s } | 1: queue.lease: \"0.9s\" (expected: 1s..3600s)",
        "queue: { attempts: 101 } | 1: queue.attempts: \"101\" (expected: a whole number, 1..100)",
        "queue: { max-queued: 0 } | 1: queue.max-queued: \"0\" (expected: a whole number, 1..10000000)",
        "queue: { max-payload: 1GiB } | 1: queue.max-payload: \"1GiB\" (expected: 1MiB..512MiB)",
        "queue: { max-payload: 1023KiB } | 1: queue.max-payload: \"1023KiB\" (expected: 1MiB..512MiB)",
        "queue: { max-events: 1B } | 1: queue.max-events: \"1B\" (expected: 1KiB..512MiB)",
        "queue: { retention: 8761h } | 1: queue.retention: \"8761h\" (expected: 60s..31536000s)",
        "observe: { https: off } | 1: observe.https: unknown key (did you mean http?)",
        "observe: { http: 9095 } | 1: observe.http: \"9095\" is not HOST:PORT (expected: such as 127.0.0.1:9095 or \"[::1]:9095\")",
        "observe: { http: 'a:65536' } | 1: observe.http: \"a:65536\" is not HOST:PORT (expected: such as 127.0.0.1:9095 or \"[::1]:9095\")",
        "observe: { http: '::1:80' } | 1: observe.http: \"::1:80\" is not HOST:PORT (expected: such as 127.0.0.1:9095 or \"[::1]:9095\")",
        "observe: { traces: on } | 1: observe.traces: \"on\" (expected: such as http://127.0.0.1:4318/v1/traces, or off)",
        "observe: { traces: 'http://a' } | 1: observe.traces: \"http://a\" (expected: such as http://127.0.0.1:4318/v1/traces, or off)",
        "observe: { traces: 'ftp://a/b' } | 1: observe.traces: \"ftp://a/b\" (expected: such as http://127.0.0.1:4318/v1/traces, or off)",
        "observe: { traces: 'http://a b/' } | 1: observe.traces: \"http://a b/\" (expected: such as http://127.0.0.1:4318/v1/traces, or off)",
        "observe: { traces: 'http://u:p@a/b' } | 1: observe.traces: an address with a user (expected: such as http://127.0.0.1:4318/v1/traces, or off)",
        "observe: { logs: xml } | 1: observe.logs: \"xml\" (known here: text, json)",
      })
  void ofASection(String yaml, String problem) throws IOException {
    assertThat(problems(yaml)).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sockets: /x | .sockets: unknown key (did you mean socket?)",
        "socket: x.sock | .socket: \"x.sock\" (expected: an absolute path, such as /var/lib/x)",
        "group: 'a b' | .group: \"a b\" is not a group's name (expected: 1 to 32 letters, digits, '.', '_' and '-')",
        "max-request: 1GiB | .max-request: \"1GiB\" (expected: 1MiB..512MiB)",
        "certificate: c | .certificate: says nothing without listen (expected: listen: HOST:PORT beside it)",
        "key: k, listen: off | .key: says nothing without listen (expected: listen: HOST:PORT beside it)",
        "tokens: [ { name: a, secret: 0123456789abcdef, scopes: watch } ] | .tokens: says nothing without listen (expected: listen: HOST:PORT beside it)",
        "listen: here, certificate: c | .listen: \"here\" is not HOST:PORT (expected: such as 127.0.0.1:9095 or \"[::1]:9095\")",
        "certificate: absent, listen: 'a:1' | .certificate: \"absent\": no such file",
        "certificate: ., listen: 'a:1' | .certificate: \"DIR\" is not a regular file",
        "key: open, listen: 'a:1' | .key: \"open\" can be read by everybody (do: chmod o= FILE)",
        "tokens: a | .tokens: expected a list",
      })
  void ofTheApi(String keys, String problem) throws IOException {
    assertThat(problems("api: { " + keys + " }").replace(directory.toString(), "DIR"))
        .isEqualTo("1: api" + problem);
  }

  @Test
  void anAddressNeedsACertificateItsKeyAndSomebodyWhoMayUseIt() throws IOException {
    String missing = "missing (listen needs certificate, key and tokens)";
    assertThat(problems("api:\n  tokens: []\n  listen: 0.0.0.0:1"))
        .isEqualTo(
            "3: api.certificate: %s 3: api.key: %s 3: api.tokens: %s"
                .formatted(missing, missing, missing));
  }

  @Test
  void aSocketsPathIsBounded() throws IOException {
    assertThat(problems("api: { socket: /" + "x".repeat(107) + " }"))
        .isEqualTo("1: api.socket: longer than 107 bytes, as no socket may be");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "secret: 0123456789abcdef, scopes: watch | .name: missing",
        "name: a, secret: 0123456789abcdef | .scopes: missing",
        "name: a, secret: 0123456789abcdef, scopes: [] | .scopes: empty (expected: one or more)",
        "name: a, secret: 0123456789abcdef, scopes: [ watch, watch ] | .scopes[1]: comes twice (expected: once)",
        "name: a, secret: 0123456789abcdef, scopes: read | .scopes: \"read\" (known here: submit, watch, operate)",
        "name: a, secret: 0123456789abcdef, scopes: watch, trust: lo | .trust: \"lo\" (did you mean low?)",
        "name: a, secret: 0123456789abcdef, scopes: watch, role: x | .role: unknown key (known here: name, secret, secret-file, scopes, trust)",
        "name: a/b, secret: 0123456789abcdef, scopes: watch | .name: \"a/b\" is not a token's name (expected: 1 to 49 letters, digits, '.', '_' and '-')",
        "name: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, secret: 0123456789abcdef, scopes: watch | .name: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\" is not a token's name (expected: 1 to 49 letters, digits, '.', '_' and '-')",
        "name: Local, secret: 0123456789abcdef, scopes: watch | .name: local is whoever comes by the socket (expected: another)",
        "name: a, scopes: watch | : neither secret nor secret-file (expected: one of the two)",
        "name: a, secret: 0123456789abcdef, secret-file: short, scopes: watch | .secret-file: secret is there too (expected: one of the two)",
        "name: a, secret-file: absent, scopes: watch | .secret-file: \"absent\": no such file",
        "name: a, secret-file: open, scopes: watch | .secret-file: \"open\" can be read by everybody (do: chmod o= FILE)",
        "name: a, secret-file: k, scopes: watch | .secret-file: not fit for a secret (expected as its first line: 16 to 1000 letters, digits and signs of ASCII, no spaces)",
        "name: a, secret-file: short, scopes: watch | .secret-file: not fit for a secret (expected as its first line: 16 to 1000 letters, digits and signs of ASCII, no spaces)",
      })
  void ofAToken(String token, String problem) throws IOException {
    assertThat(
            problems(
                "api:\n  listen: a:1\n  certificate: c\n  key: k\n  tokens: [ { " + token + " } ]"))
        .isEqualTo("5: api.tokens[0]" + problem);
  }

  @Test
  void aSecretInAConfigurationThatEverybodyCanReadIsRefused() throws IOException {
    Path file =
        secret(
            "k.yaml",
            "api: { listen: 'a:1', certificate: c, key: k, tokens: [ { name: a, scopes: watch, secret: 0123456789abcdef } ] }");
    assertThat(ConfigReader.read(file).api().tokens()).hasSize(1);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----r--"));
    assertThat(problems(file))
        .isEqualTo(
            "1: api.tokens[0].secret: \"k.yaml\" can be read by everybody (do: chmod o= FILE, or use secret-file)");
  }

  /** Also what is nearly one may be somebody's. */
  @ParameterizedTest
  @CsvSource({"fifteen-letters", "'sixteen letters and'", "sixteen-letters-é", "'***'"})
  void aSecretThatIsRefusedIsNotShown(String secret) throws IOException {
    assertThat(
            problems(
                "api: { listen: 'a:1', certificate: c, key: k, tokens: [ { name: a, scopes: watch, secret: \"%s\" } ] }"
                    .formatted(secret)))
        .isEqualTo("1: api.tokens[0].secret: " + UNFIT);
  }

  @Test
  void tokensDiffer() throws IOException {
    assertThat(
            problems(
                """
                api:
                  { listen: "a:1", certificate: c, key: k }
                """
                    .replace(
                        " }",
                        """
                        , tokens: [
                            { name: a, secret: 0123456789abcdef, scopes: watch },
                            { name: a, secret: 1123456789abcdef, scopes: watch },
                            { name: b, secret: 0123456789abcdef, scopes: watch },
                        ] }\
                        """)))
        .isEqualTo(
            "4: api.tokens[1].name: comes twice (expected: once)"
                + " 5: api.tokens[2]: has the secret of a (expected: its own)");
  }
}
