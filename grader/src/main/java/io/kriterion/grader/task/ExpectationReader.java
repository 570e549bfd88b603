package io.kriterion.grader.task;

import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import io.kriterion.grader.text.YamlValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads what a step gets as input and what it must print. */
final class ExpectationReader {
  /** The keys of {@code expect}. */
  static final List<String> EXPECT_KEYS = List.of("stdout", "checker");

  /** The key of a text that is in a file. */
  static final List<String> CONTENT_KEYS = List.of("file");

  /** The keys of a checker that has parameters, and of its parameters. */
  static final List<String> CHECKER_KEYS = List.of("float");

  /** The keys of the float checker's parameters. */
  static final List<String> FLOAT_KEYS = List.of("absolute", "relative");

  private final Problems problems;
  private final YamlValues values;
  private final TaskDirectory directory;

  ExpectationReader(Problems problems, TaskDirectory directory) {
    this.problems = problems;
    this.values = new YamlValues(problems);
    this.directory = directory;
  }

  /** A text, or {@code {file: …}}. */
  Optional<Bytes> content(Node node, String place) {
    if (node instanceof MappingNode) {
      Section section = Section.of(node, place, problems, CONTENT_KEYS, Map.of());
      return section.required("file").flatMap(n -> directory.content(n, section.placeOf("file")));
    }
    return values
        .text(node, place)
        .flatMap(text -> directory.counted(Bytes.ofText(text), node, place));
  }

  /** What a step must print, and how it is compared. */
  Optional<Expectation> expectation(Node node, String place) {
    Section section = Section.of(node, place, problems, EXPECT_KEYS, Map.of());
    Optional<Bytes> stdout =
        section.required("stdout").flatMap(n -> content(n, section.placeOf("stdout")));
    Optional<Checker> checker = checkerOf(section);
    return stdout.flatMap(bytes -> checker.map(c -> new Expectation(bytes, c)));
  }

  /** The {@code checker} of a section; exact where it names none. */
  Optional<Checker> checkerOf(Section section) {
    Optional<Node> written = section.optional("checker");
    return written.isEmpty()
        ? Optional.of(new Checker.Exact())
        : checker(written.get(), section.placeOf("checker"));
  }

  private Optional<Checker> checker(Node node, String place) {
    if (node instanceof MappingNode) {
      Section section = Section.of(node, place, problems, CHECKER_KEYS, Map.of());
      return section.required("float").flatMap(n -> tolerance(n, section.placeOf("float")));
    }
    return values
        .word(node, place, List.of("exact", "tokens", "float"))
        .flatMap(word ->
            switch (word) {
              case "exact" -> Optional.of(new Checker.Exact());
              case "tokens" -> Optional.of(new Checker.Tokens());
              default ->
                  values.problem(node, place, "float needs a tolerance, such as { float: 1e-6 }");
            });
  }

  /**
   * A number for both tolerances, or {@code {absolute: …, relative: …}} of which one may be
   * missing.
   */
  private Optional<Checker> tolerance(Node node, String place) {
    if (!(node instanceof MappingNode)) {
      return values.decimal(node, place, 1).map(both -> new Checker.FloatTolerance(both, both));
    }
    Section section = Section.of(node, place, problems, FLOAT_KEYS, Map.of());
    if (section.values().isEmpty()) {
      return values.problem(node, place, "missing absolute or relative");
    }
    Optional<Double> absolute = tolerancePart(section, "absolute", Double.MAX_VALUE);
    Optional<Double> relative = tolerancePart(section, "relative", 1);
    return absolute.flatMap(a -> relative.map(r -> new Checker.FloatTolerance(a, r)));
  }

  private Optional<Double> tolerancePart(Section section, String key, double most) {
    Optional<Node> node = section.optional(key);
    return node.isEmpty()
        ? Optional.of(0.0)
        : values.decimal(node.get(), section.placeOf(key), most);
  }
}
