package io.kriterion.grader.config;

import io.kriterion.grader.config.ObservationSettings.LogForm;
import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the section about observation. */
final class ObservationReader {
  static final List<String> KEYS = List.of("http", "traces", "logs");

  private static final Set<String> SCHEMES = Set.of("http", "https");

  private final Problems problems;
  private final BoundedValues values;

  ObservationReader(Problems problems, BoundedValues values) {
    this.problems = problems;
    this.values = values;
  }

  ObservationSettings observation(Node node) {
    SectionValues keys =
        new SectionValues(Section.of(node, "observe", problems, KEYS, Map.of()), values);
    ObservationSettings builtIn = NodeConfig.DEFAULTS.observation();
    return new ObservationSettings(
        keys.valueOr(ApiReader.OFF, "http", builtIn.http(), values::address),
        keys.valueOr(
            ApiReader.OFF,
            "traces",
            builtIn.traces(),
            (n, at) -> values.yaml().parsed(n, at, ObservationReader::collector)),
        keys.value("logs", (n, at) -> values.oneOf(n, at, LogForm.values()))
            .orElse(builtIn.logs()));
  }

  private static URI collector(String text) {
    try {
      URI uri = URI.create(text);
      boolean plain =
          uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
      if (plain
          && uri.getHost() != null
          && SCHEMES.contains(uri.getScheme())
          && uri.getPath().length() > 1) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(refusal(text), e);
    }
    throw new IllegalArgumentException(refusal(text));
  }

  private static String refusal(String text) {
    return (text.contains("@") ? "an address with a user" : Printable.quote(text))
        + " (expected: such as http://127.0.0.1:4318/v1/traces, or off)";
  }
}
