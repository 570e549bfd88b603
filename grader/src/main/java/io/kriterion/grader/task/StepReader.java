package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import io.kriterion.grader.text.TaskText;
import io.kriterion.grader.text.YamlValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the steps of a task's file. */
final class StepReader {
  /** The keys of a step. */
  static final List<String> KEYS =
      List.of(
          "name",
          "group",
          "run",
          "env",
          "stdin",
          "expect",
          "cases",
          "interactive",
          "limits",
          "points",
          "failure",
          "artifacts");

  /** The most variables of a step. */
  static final int MOST_VARIABLES = 256;

  private static final Map<String, String> HINTS =
      Map.of(
          "command", "unknown key (did you mean run?)",
          "stdout", "unknown key (did you mean expect: { stdout: … }?)",
          "checker", "unknown key (did you mean expect: { checker: … }?)");

  private final Problems problems;
  private final YamlValues values;
  private final ExpectationReader contents;
  private final CasesReader casesReader;
  private final GroupsReader groups;
  private final InteractorReader interactors;
  private final LimitsPatch taskPatch;
  private final Limits sandbox;

  /**
   * Steps of a task whose limits are {@code taskPatch}, and whose sandbox has {@code sandbox}'s at
   * most; they join {@code groups}, and {@code interactors} reads whom they talk to.
   */
  StepReader(
      Problems problems,
      TaskDirectory directory,
      LimitsPatch taskPatch,
      Limits sandbox,
      GroupsReader groups,
      InteractorReader interactors) {
    this.problems = problems;
    this.values = new YamlValues(problems);
    this.contents = new ExpectationReader(problems, directory);
    this.casesReader = new CasesReader(problems, directory, contents);
    this.groups = groups;
    this.interactors = interactors;
    this.taskPatch = taskPatch;
    this.sandbox = sandbox;
  }

  /** One step, or one for each of its cases; none if something is wrong with it. */
  List<Step> steps(Node node, String place) {
    int before = problems.count();
    Section section = Section.of(node, place, problems, KEYS, HINTS);
    Optional<String> name = read(section.required("name"), section, "name", this::name);
    Optional<String> group = read(section.optional("group"), section, "group", groups::named);
    Optional<List<String>> command =
        read(section.required("run"), section, "run", new CommandReader(problems)::command);
    Optional<Map<String, String>> env = read(section.optional("env"), section, "env", this::env);
    List<Variant> variants = variants(section, name.orElse(""));
    Optional<LimitsPatch> patch = read(section.optional("limits"), section, "limits", this::limits);
    Limits limits = patch.orElse(LimitsPatch.NONE).over(taskPatch).applyTo(Limits.DEFAULTS);
    Optional<Interactor> interactor =
        read(
            section.optional("interactive"),
            section,
            "interactive",
            (of, at) -> interactors.interactor(of, at, limits));
    Optional<Integer> points = points(section, group);
    Optional<FailureMeaning> failure =
        read(section.optional("failure"), section, "failure", this::failure);
    List<String> artifacts =
        read(section.optional("artifacts"), section, "artifacts", this::artifacts)
            .orElse(List.of());
    if (problems.count() > before || name.isEmpty() || command.isEmpty()) {
      return List.of();
    }
    boolean groupEarns = group.filter(groups::hasPoints).isPresent();
    try {
      List<Step> steps =
          variants.stream()
              .map(variant ->
                  new Step(
                      variant.name(),
                      command.get(),
                      env.orElse(Map.of()),
                      variant.stdin(),
                      variant.expect(),
                      limits,
                      points.orElse(isTest(variant, interactor) && !groupEarns ? 1 : 0),
                      failure.orElse(FailureMeaning.OWN_VERDICT),
                      interactor,
                      artifacts))
              .toList();
      group.ifPresent(of -> steps.forEach(step -> groups.join(of, step.name())));
      return steps;
    } catch (IllegalArgumentException e) {
      problems.add(node, place, String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  /** What differs between the steps that one entry stands for. */
  private record Variant(String name, Bytes stdin, Optional<Expectation> expect) {}

  private static boolean isTest(Variant variant, Optional<Interactor> interactor) {
    return variant.expect().isPresent() || interactor.isPresent();
  }

  private List<Variant> variants(Section section, String name) {
    if (section.optional("interactive").isPresent()) {
      refuseBeside("interactive", List.of("stdin", "expect", "cases"), section);
      return List.of(new Variant(name, Bytes.EMPTY, Optional.empty()));
    }
    Optional<Node> cases = section.optional("cases");
    if (cases.isPresent()) {
      refuseBeside("cases", List.of("stdin", "expect"), section);
      return casesReader.cases(cases.get(), section.placeOf("cases")).stream()
          .map(c -> new Variant(name + " " + c.label(), c.stdin(), Optional.of(c.expect())))
          .toList();
    }
    Optional<Bytes> stdin = read(section.optional("stdin"), section, "stdin", contents::content);
    Optional<Expectation> expect =
        read(section.optional("expect"), section, "expect", contents::expectation);
    return List.of(new Variant(name, stdin.orElse(Bytes.EMPTY), expect));
  }

  private void refuseBeside(String key, List<String> others, Section section) {
    for (String other : others) {
      section
          .optional(other)
          .ifPresent(node ->
              problems.add(
                  node, section.placeOf(other), key + " is there too (expected: one of the two)"));
    }
  }

  private Optional<Integer> points(Section section, Optional<String> group) {
    Optional<Node> written = section.optional("points");
    if (written.isPresent() && group.filter(groups::hasPoints).isPresent()) {
      return values.problem(
          written.get(),
          section.placeOf("points"),
          "the group "
              + Printable.quote(group.get())
              + " has points too (expected: in one of the two places)");
    }
    return read(written, section, "points", this::points);
  }

  /** Reads the value of one key, told where it is. */
  private static <T> Optional<T> read(
      Optional<Node> node,
      Section section,
      String key,
      BiFunction<Node, String, Optional<T>> reader) {
    return node.flatMap(value -> reader.apply(value, section.placeOf(key)));
  }

  private Optional<String> name(Node node, String place) {
    return values.matching(node, place, TaskText.NAME);
  }

  private Optional<LimitsPatch> limits(Node node, String place) {
    return Optional.of(new LimitsReader(problems).stepLimits(node, place, sandbox));
  }

  private Optional<Integer> points(Node node, String place) {
    return values.wholeNumber(node, place, 0, Step.MOST_POINTS);
  }

  private Optional<FailureMeaning> failure(Node node, String place) {
    return values
        .word(node, place, List.of("compile-error"))
        .map(word -> FailureMeaning.COMPILE_ERROR);
  }

  private Optional<List<String>> artifacts(Node node, String place) {
    List<String> paths = new ArrayList<>();
    List<Node> items = values.list(node, place, Task.MOST_ARTIFACTS);
    for (int i = 0; i < items.size(); i++) {
      String at = place + "[" + i + "]";
      Optional<String> path = values.matching(items.get(i), at, TaskText.PATH);
      if (path.filter(paths::contains).isPresent()) {
        problems.add(items.get(i), at, Printable.quote(path.get()) + " comes twice");
      }
      path.ifPresent(paths::add);
    }
    return Optional.of(paths);
  }

  private Optional<Map<String, String>> env(Node node, String place) {
    Map<String, String> env = new LinkedHashMap<>();
    Section section = Section.ofAnyKeys(node, place, problems);
    if (section.values().size() > MOST_VARIABLES) {
      problems.add(node, place, "more than " + MOST_VARIABLES + " variables");
      return Optional.of(env);
    }
    section
        .values()
        .forEach((name, value) -> {
          String at = section.placeOf(name);
          if (values.accept(value, at, TaskText.problem(TaskText.VARIABLE, name))) {
            values
                .writtenMatching(value, at, TaskText.ARGUMENT)
                .ifPresent(text -> env.put(name, text));
          }
        });
    return Optional.of(env);
  }
}
