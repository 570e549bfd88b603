package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import io.kriterion.grader.text.YamlValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the {@code limits} of a task or of a step. */
final class LimitsReader {
  /** The keys of a task's limits. */
  static final List<String> TASK_KEYS =
      List.of("cpu-time", "wall-time", "memory", "processes", "output", "disk", "cpus");

  /** The keys of a step's limits. */
  static final List<String> STEP_KEYS =
      List.of("cpu-time", "wall-time", "memory", "processes", "output");

  private static final Map<String, String> STEP_HINTS =
      Map.of(
          "disk",
          "belongs in the task's limits: all steps share one disk",
          "cpus",
          "belongs in the task's limits: all steps share one sandbox");

  private static final String NODE_BOUND = ", which this node allows)";

  private final Problems problems;
  private final YamlValues values;

  LimitsReader(Problems problems) {
    this.problems = problems;
    this.values = new YamlValues(problems);
  }

  /** A task's limits. */
  LimitsPatch taskLimits(Node node, String place) {
    Section section = Section.of(node, place, problems, TASK_KEYS, Map.of());
    return patch(section, Limits.MAXIMUM, NODE_BOUND);
  }

  /** A step's limits, for a task whose sandbox has {@code sandbox}'s. */
  LimitsPatch stepLimits(Node node, String place, Limits sandbox) {
    Section section = Section.of(node, place, problems, STEP_KEYS, STEP_HINTS);
    Limits most =
        new Limits(
            Limits.MAXIMUM.cpuTime(),
            Limits.MAXIMUM.wallTime(),
            sandbox.memory(),
            sandbox.processes(),
            Limits.MAXIMUM.output(),
            sandbox.disk());
    return patch(section, most, ", as the task's limits say)");
  }

  private LimitsPatch patch(Section section, Limits most, String sandboxBound) {
    Limits least = Limits.MINIMUM;
    return new LimitsPatch(
        time(section, "cpu-time", least.cpuTime(), most.cpuTime()),
        time(section, "wall-time", least.wallTime(), most.wallTime()),
        size(section, "memory", least.memory(), most.memory(), sandboxBound),
        processes(section, most.processes()),
        size(section, "output", least.output(), most.output(), NODE_BOUND),
        size(section, "disk", least.disk(), most.disk(), sandboxBound),
        cpus(section));
  }

  private @Nullable Duration time(Section section, String key, Duration least, Duration most) {
    String expected = DurationText.print(least) + ".." + DurationText.print(most) + NODE_BOUND;
    return value(
        section, key, text -> bounded(DurationText.parse(text), text, least, most, expected));
  }

  private @Nullable ByteSize size(
      Section section, String key, ByteSize least, ByteSize most, String bound) {
    String expected = least + ".." + most + bound;
    return value(section, key, text -> bounded(ByteSize.parse(text), text, least, most, expected));
  }

  private @Nullable Integer processes(Section section, int most) {
    String place = section.placeOf("processes");
    return section
        .optional("processes")
        .flatMap(node -> values.wholeNumber(node, place, Limits.MINIMUM.processes(), most))
        .orElse(null);
  }

  private @Nullable Cpus cpus(Section section) {
    String place = section.placeOf("cpus");
    return section
        .optional("cpus")
        .filter(node -> values.decimal(node, place, Double.MAX_VALUE).isPresent())
        .flatMap(node -> values.parsed(node, place, Cpus::parse))
        .orElse(null);
  }

  private <T> @Nullable T value(Section section, String key, Function<String, T> parser) {
    return section
        .optional(key)
        .flatMap(node -> values.parsed(node, section.placeOf(key), parser))
        .orElse(null);
  }

  private static <T extends Comparable<T>> T bounded(
      T value, String text, T least, T most, String expected) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(Printable.quote(text) + " (expected: " + expected);
    }
    return value;
  }
}
