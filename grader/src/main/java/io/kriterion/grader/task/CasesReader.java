package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import io.kriterion.grader.text.TaskText;
import io.kriterion.grader.text.YamlValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the cases of a step: pairs of files with an input and the output that it expects. */
final class CasesReader {
  /** The keys of {@code cases}. */
  static final List<String> KEYS = List.of("stdin", "stdout", "checker");

  /**
   * One case.
   *
   * @param label what stands for the star in its files' names
   * @param stdin what the program reads
   * @param expect what it must print
   */
  record Case(String label, Bytes stdin, Expectation expect) {}

  private final Problems problems;
  private final YamlValues values;
  private final TaskDirectory directory;
  private final ExpectationReader expectations;

  CasesReader(Problems problems, TaskDirectory directory, ExpectationReader expectations) {
    this.problems = problems;
    this.values = new YamlValues(problems);
    this.directory = directory;
    this.expectations = expectations;
  }

  /** The cases, in the order of their numbers; none where something is wrong. */
  List<Case> cases(Node node, String place) {
    Section section = Section.of(node, place, problems, KEYS, Map.of());
    Optional<CasePattern> stdin = pattern(section, "stdin");
    Optional<CasePattern> stdout = pattern(section, "stdout");
    Optional<Checker> checker = expectations.checkerOf(section);
    if (stdin.isEmpty() || stdout.isEmpty() || checker.isEmpty()) {
      return List.of();
    }
    Optional<List<String>> inputs = labels(stdin.get(), section, "stdin");
    Optional<List<String>> outputs = labels(stdout.get(), section, "stdout");
    if (inputs.isEmpty()
        || outputs.isEmpty()
        || !arePaired(stdin.get(), inputs.get(), stdout.get(), outputs.get(), section)) {
      return List.of();
    }
    List<Case> cases = new ArrayList<>();
    for (String label : inputs.get()) {
      int before = problems.count();
      Optional<Bytes> input = content(stdin.get(), label, section, "stdin");
      Optional<Bytes> output = content(stdout.get(), label, section, "stdout");
      if (problems.count() > before || input.isEmpty() || output.isEmpty()) {
        return List.of();
      }
      cases.add(new Case(label, input.get(), new Expectation(output.get(), checker.get())));
    }
    return cases;
  }

  private Optional<CasePattern> pattern(Section section, String key) {
    return section
        .required(key)
        .flatMap(n -> values.matching(n, section.placeOf(key), TaskText.CASES))
        .map(CasePattern::of);
  }

  private Optional<List<String>> labels(CasePattern pattern, Section section, String key) {
    Node node = section.optional(key).orElseThrow();
    String place = section.placeOf(key);
    return directory
        .names(pattern.directory(), node, place)
        .map(pattern::labels)
        .filter(labels ->
            values.accept(
                node,
                place,
                labels.isEmpty()
                    ? Optional.of(Printable.quote(pattern.path("*")) + " matches no file")
                    : Optional.empty()))
        .filter(labels ->
            values.accept(
                node,
                place,
                labels.size() > StepsReader.MOST_STEPS
                    ? Optional.of(
                        labels.size()
                            + " files match (expected: at most "
                            + StepsReader.MOST_STEPS
                            + ")")
                    : Optional.empty()));
  }

  private boolean arePaired(
      CasePattern stdin,
      List<String> inputs,
      CasePattern stdout,
      List<String> outputs,
      Section section) {
    int before = problems.count();
    missing(inputs, stdin, outputs, stdout, section, "stdin");
    missing(outputs, stdout, inputs, stdin, section, "stdout");
    return problems.count() == before;
  }

  private void missing(
      List<String> labels,
      CasePattern pattern,
      List<String> partners,
      CasePattern partner,
      Section section,
      String key) {
    Set<String> there = new HashSet<>(partners);
    for (String label : labels) {
      if (!there.contains(label)) {
        problems.add(
            section.optional(key).orElseThrow(),
            section.placeOf(key),
            Printable.quote(pattern.path(label))
                + " has no partner "
                + Printable.quote(partner.path(label)));
      }
    }
  }

  private Optional<Bytes> content(CasePattern pattern, String label, Section section, String key) {
    Node node = section.optional(key).orElseThrow();
    String place = section.placeOf(key);
    String path = pattern.path(label);
    return values.accept(node, place, TaskText.problem(TaskText.PATH, path))
        ? directory.content(path, node, place)
        : Optional.empty();
  }
}
