package io.kriterion.grader.config;

import io.kriterion.grader.runtime.RuntimePolicy;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.DurationText;
import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.TaskText;
import io.kriterion.grader.text.YamlValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads the values that a configuration has beside those of every file; what is wrong with one
 * becomes a problem and the value is empty.
 */
final class BoundedValues {
  /** The most values of a list. */
  private static final int MOST = 1000;

  private static final List<String> TRUTH = List.of("true", "false");

  private final YamlValues yaml;

  BoundedValues(YamlValues yaml) {
    this.yaml = yaml;
  }

  /** The values that every file has. */
  YamlValues yaml() {
    return yaml;
  }

  /** A duration within bounds. */
  Optional<Duration> duration(Node node, String place, Duration least, Duration most) {
    String expected = DurationText.print(least) + ".." + DurationText.print(most);
    return yaml.parsed(
        node, place, text -> bounded(DurationText.parse(text), text, least, most, expected));
  }

  /** A size within bounds. */
  Optional<ByteSize> size(Node node, String place, ByteSize least, ByteSize most) {
    return yaml.parsed(
        node, place, text -> bounded(ByteSize.parse(text), text, least, most, least + ".." + most));
  }

  /** {@code true} or {@code false}. */
  Optional<Boolean> truth(Node node, String place) {
    if (node instanceof ScalarNode scalar
        && scalar.getTag().equals(Tag.BOOL)
        && TRUTH.contains(scalar.getValue())) {
      return Optional.of(Boolean.valueOf(scalar.getValue()));
    }
    return yaml.problem(node, place, "expected true or false");
  }

  /** A runtime handler's name. */
  Optional<String> handler(Node node, String place) {
    Optional<String> name = yaml.matching(node, place, TaskText.HANDLER_OR_ENVIRONMENT);
    return name.filter(RuntimePolicy.ANY::equals).isPresent()
        ? yaml.problem(node, place, "any is no handler's name (expected: such as runc)")
        : name;
  }

  /** A runtime handler's name or {@code any}, or an environment's name. */
  Optional<String> shortName(Node node, String place) {
    return yaml.matching(node, place, TaskText.HANDLER_OR_ENVIRONMENT);
  }

  /** A text, also a number as it is written, that matches; what is told of another one. */
  Optional<String> matching(Node node, String place, Pattern pattern, String refusal) {
    return yaml.parsed(
        node,
        place,
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(Printable.quote(text) + " " + refusal);
          }
          return text;
        });
  }

  /** One of some constants, written as lower-case words. */
  <T extends Enum<T>> Optional<T> oneOf(Node node, String place, T[] constants) {
    List<String> words = Arrays.stream(constants).map(BoundedValues::word).toList();
    return yaml.word(node, place, words).map(word -> constants[words.indexOf(word)]);
  }

  /** How a constant is written. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Where a server listens. */
  Optional<ListenAddress> address(Node node, String place) {
    return yaml.parsed(node, place, ListenAddress::parse);
  }

  /** One value, or a list of at least one. */
  <T> List<T> oneOrMore(Node node, String place, BiFunction<Node, String, Optional<T>> value) {
    if (isEmptyList(node)) {
      yaml.problem(node, place, "empty (expected: one or more)");
    }
    return oneOrNone(node, place, value);
  }

  /** One value, or a list that may be empty. */
  <T> List<T> oneOrNone(Node node, String place, BiFunction<Node, String, Optional<T>> value) {
    if (!(node instanceof SequenceNode)) {
      return value.apply(node, place).stream().toList();
    }
    List<T> values = new ArrayList<>();
    List<Node> items = yaml.list(node, place, MOST);
    for (int i = 0; i < items.size(); i++) {
      String at = place + "[" + i + "]";
      for (T read : value.apply(items.get(i), at).stream().toList()) {
        if (values.contains(read)) {
          yaml.problem(items.get(i), at, "comes twice (expected: once)");
        } else {
          values.add(read);
        }
      }
    }
    return values;
  }

  /** Whether a value is a list of nothing. */
  static boolean isEmptyList(Node node) {
    return node instanceof SequenceNode sequence && sequence.getValue().isEmpty();
  }

  private static <T extends Comparable<T>> T bounded(
      T value, String text, T least, T most, String expected) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(Printable.quote(text) + " (expected: " + expected + ")");
    }
    return value;
  }
}
