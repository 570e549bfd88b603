package io.kriterion.grader.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kriterion.grader.config.ApiSettings.Tcp;
import io.kriterion.grader.config.ApiSettings.Token;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section about the API. */
final class ApiReader {
  static final List<String> KEYS =
      List.of("socket", "group", "max-request", "listen", "certificate", "key", "tokens");

  /** The word for an address that is not used. */
  static final String OFF = "off";

  /** The group that may open everything anyway: no other one. */
  static final String ROOT = "root";

  private static final List<String> WITH_LISTEN = List.of("certificate", "key", "tokens");

  private static final Pattern GROUP = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");
  private static final ByteSize LEAST_REQUEST = ByteSize.ofMebibytes(1);
  private static final ByteSize MOST_REQUEST = ByteSize.ofMebibytes(512);

  /* What the kernel takes, less the byte that ends the text. */
  private static final int LONGEST_SOCKET = 107;

  private final Problems problems;
  private final BoundedValues values;
  private final ConfigFiles files;

  ApiReader(Problems problems, BoundedValues values, ConfigFiles files) {
    this.problems = problems;
    this.values = values;
    this.files = files;
  }

  ApiSettings api(Node node) {
    int before = problems.count();
    Section section = Section.of(node, "api", problems, KEYS, Map.of());
    SectionValues keys = new SectionValues(section, values);
    ApiSettings builtIn = NodeConfig.DEFAULTS.api();
    List<Token> tokens = section.optional("tokens").map(this::tokens).orElse(builtIn.tokens());
    return new ApiSettings(
        keys.value("socket", this::socket).orElse(builtIn.socket()),
        keys.valueOr(ROOT, "group", builtIn.group(), this::group),
        tcp(section, keys, before),
        tokens,
        keys.size("max-request", LEAST_REQUEST, MOST_REQUEST, builtIn.largestRequest()));
  }

  private List<Token> tokens(Node node) {
    return new TokensReader(problems, values, files).tokens(node, "api.tokens");
  }

  private Optional<Path> socket(Node node, String place) {
    return files
        .absolute(node, place)
        .filter(path ->
            path.toString().getBytes(UTF_8).length <= LONGEST_SOCKET
                || values
                    .yaml()
                    .problem(
                        node,
                        place,
                        "longer than " + LONGEST_SOCKET + " bytes, as no socket may be")
                    .isPresent());
  }

  private Optional<String> group(Node node, String place) {
    return values.matching(
        node,
        place,
        GROUP,
        "is not a group's name (expected: 1 to 32 letters, digits, '.', '_' and '-')");
  }

  /* A network address needs the other three keys, and they need it: told where all else is well. */
  private Optional<Tcp> tcp(Section section, SectionValues keys, int before) {
    Optional<ListenAddress> listen = keys.valueOr(OFF, "listen", Optional.empty(), values::address);
    Optional<Path> certificate = keys.value("certificate", files::readable);
    Optional<Path> key = keys.value("key", files::secret);
    if (problems.count() > before) {
      return Optional.empty();
    } else if (listen.isEmpty()) {
      WITH_LISTEN.forEach(name -> refuseWithoutListen(section, name));
      return Optional.empty();
    }
    Node address = section.optional("listen").orElseThrow();
    for (String name : WITH_LISTEN) {
      if (isNothing(section.optional(name))) {
        problems.add(
            address, section.placeOf(name), "missing (listen needs certificate, key and tokens)");
      }
    }
    return certificate.flatMap(chain -> key.map(own -> new Tcp(listen.get(), chain, own)));
  }

  private void refuseWithoutListen(Section section, String name) {
    Optional<Node> value = section.optional(name);
    if (!isNothing(value)) {
      problems.add(
          value.orElseThrow(),
          section.placeOf(name),
          "says nothing without listen (expected: listen: HOST:PORT beside it)");
    }
  }

  private static boolean isNothing(Optional<Node> value) {
    return value.map(BoundedValues::isEmptyList).orElse(true);
  }
}
