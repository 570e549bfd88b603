package io.kriterion.grader.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * One mapping of a file, with the keys that it may have; what is wrong with it becomes a problem.
 */
public final class Section {
  private final Node node;
  private final String place;
  private final Problems problems;
  private final Map<String, Node> values;
  private final boolean isMapping;

  private Section(
      Node node, String place, Problems problems, Map<String, Node> values, boolean isMapping) {
    this.node = node;
    this.place = place;
    this.problems = problems;
    this.values = values;
    this.isMapping = isMapping;
  }

  /**
   * Reads {@code node} as a mapping that has only {@code keys}; {@code hints} says of some other
   * keys what to do instead.
   */
  public static Section of(
      Node node, String place, Problems problems, List<String> keys, Map<String, String> hints) {
    Section section = ofAnyKeys(node, place, problems);
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key && !keys.contains(key.getValue())) {
          String hint =
              hints.getOrDefault(
                  key.getValue(), "unknown key (" + NearestKey.hint(key.getValue(), keys) + ")");
          problems.add(key, section.placeOf(key.getValue()), hint);
          section.values.remove(key.getValue());
        }
      }
    }
    return section;
  }

  /** Reads {@code node} as a mapping whose keys are texts of the author's. */
  public static Section ofAnyKeys(Node node, String place, Problems problems) {
    Map<String, Node> values = new LinkedHashMap<>();
    Section section = new Section(node, place, problems, values, node instanceof MappingNode);
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        section.put(entry);
      }
    } else {
      problems.add(node, place, "expected keys and values");
    }
    return section;
  }

  private void put(NodeTuple entry) {
    if (!(entry.getKeyNode() instanceof ScalarNode key)) {
      problems.add(entry.getKeyNode(), place, "a key is not a text");
    } else if (values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
      problems.add(key, placeOf(key.getValue()), "the key comes twice (expected: once)");
    }
  }

  /** All keys and values, in the file's order. */
  public Map<String, Node> values() {
    return values;
  }

  /** The value of {@code key}, if it is there. */
  public Optional<Node> optional(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The value of {@code key}; a problem if it is not there. */
  public Optional<Node> required(String key) {
    if (isMapping && !values.containsKey(key)) {
      problems.add(node, placeOf(key), "missing");
    }
    return optional(key);
  }

  /** Where the value of {@code key} is, in words for a message. */
  public String placeOf(String key) {
    return place.isEmpty() ? Printable.bare(key) : place + "." + Printable.bare(key);
  }

  /** Whether the node was a mapping at all. */
  public boolean isMapping() {
    return isMapping;
  }
}
