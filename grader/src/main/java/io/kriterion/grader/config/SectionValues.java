package io.kriterion.grader.config;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.text.Section;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The values of one section by their keys: where a key is not there, or its value is wrong and so a
 * problem, what is built in.
 */
final class SectionValues {
  private final Section section;
  private final BoundedValues values;

  SectionValues(Section section, BoundedValues values) {
    this.section = section;
    this.values = values;
  }

  /** A whole number within bounds. */
  int number(String key, int from, int to, int builtIn) {
    return value(key, (n, at) -> values.yaml().wholeNumber(n, at, from, to)).orElse(builtIn);
  }

  /** A duration within bounds. */
  Duration time(String key, Duration least, Duration most, Duration builtIn) {
    return value(key, (n, at) -> values.duration(n, at, least, most)).orElse(builtIn);
  }

  /** A size within bounds. */
  ByteSize size(String key, ByteSize least, ByteSize most, ByteSize builtIn) {
    return value(key, (n, at) -> values.size(n, at, least, most)).orElse(builtIn);
  }

  /** Whatever {@code reader} makes of the value; empty if there is none. */
  <T> Optional<T> value(String key, BiFunction<Node, String, Optional<T>> reader) {
    return section.optional(key).flatMap(n -> reader.apply(n, section.placeOf(key)));
  }

  /**
   * As {@link #value}, where a word such as {@code auto} or {@code off} stands for no value.
   *
   * @param builtIn what holds without the key
   */
  <T> Optional<T> valueOr(
      String word, String key, Optional<T> builtIn, BiFunction<Node, String, Optional<T>> reader) {
    Optional<Node> node = section.optional(key);
    if (node.isEmpty()) {
      return builtIn;
    }
    boolean none = node.get() instanceof ScalarNode scalar && scalar.getValue().equals(word);
    return none ? Optional.empty() : value(key, reader);
  }
}
