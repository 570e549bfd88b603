package io.kriterion.it.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One line that {@code --json} prints. JSON is a part of YAML, and a reader of YAML is at hand.
 *
 * @param fields the object's
 */
record JsonEvent(Map<?, ?> fields) {

  private static final List<String> COMMON = List.of("seq", "task", "attempt", "time", "event");

  static JsonEvent parse(String line) {
    if (new Load(LoadSettings.builder().build()).loadFromString(line) instanceof Map<?, ?> map
        && line.startsWith("{\"seq\":")) {
      return new JsonEvent(map);
    }
    throw new AssertionError("not an event: " + line);
  }

  long seq() {
    return number("seq");
  }

  String kind() {
    return text("event");
  }

  String text(String key) {
    if (fields.get(key) instanceof String text) {
      return text;
    }
    throw new AssertionError("no text " + key + " in " + fields);
  }

  long number(String key) {
    if (fields.get(key) instanceof Number number) {
      return number.longValue();
    }
    throw new AssertionError("no number " + key + " in " + fields);
  }

  Map<?, ?> map(String key) {
    if (fields.get(key) instanceof Map<?, ?> map) {
      return map;
    }
    throw new AssertionError("no object " + key + " in " + fields);
  }

  Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    fields.keySet().forEach(key -> keys.add(String.valueOf(key)));
    return keys;
  }

  /** What SPECIFICATION.md says an event of this kind consists of. */
  List<String> expectedKeys() {
    List<String> own =
        switch (kind()) {
          case "planned" -> List.of("handler", "image");
          case "step-started", "output-truncated" -> List.of("step");
          case "output" -> List.of("step", "stream", "data");
          case "artifact" -> List.of("step", "path", "size", "offset", "data");
          case "artifact-missing" -> List.of("step", "path", "reason");
          case "step-finished" ->
              fields.containsKey("skipped")
                  ? List.of("step", "points", "maxPoints", "skipped", "detail")
                  : List.of(
                      "step",
                      "points",
                      "maxPoints",
                      "verdict",
                      "detail",
                      "cpuTime",
                      "wallTime",
                      "peakMemory");
          case "result" ->
              fields.containsKey("sandboxPeakMemory")
                  ? List.of(
                      "verdict", "points", "maxPoints", "groups", "stages", "sandboxPeakMemory")
                  : List.of("verdict", "points", "maxPoints", "groups", "stages");
          case "failed", "retrying" -> List.of("reason");
          case "second-run" -> List.of("outcome", "reason");
          case "verdict" -> List.of("verdict", "points", "maxPoints");
          default -> throw new AssertionError("unknown event " + fields);
        };
    List<String> all = new ArrayList<>(COMMON);
    all.addAll(own);
    return all;
  }
}
