package io.kriterion.grader.config;

import io.kriterion.grader.runtime.Conditions;
import io.kriterion.grader.runtime.HandlerOverrides;
import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.runtime.Outcome;
import io.kriterion.grader.runtime.PolicyRule;
import io.kriterion.grader.runtime.RuntimePolicy;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.Section;
import io.kriterion.grader.text.TaskText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the runtime policy: its rules, and what is said of single handlers. */
final class PolicyReader {
  /** The keys of a rule: its conditions, then what it says. */
  static final List<String> RULE_KEYS =
      List.of("trust", "course", "environment", "asks", "use", "may-ask", "refuse");

  /** The keys of a handler. */
  static final List<String> HANDLER_KEYS = List.of("isolation", "overhead", "attach");

  private static final int MOST_RULES = 1000;
  private static final ByteSize MOST_OVERHEAD = ByteSize.ofGibibytes(8);

  private static final Map<String, String> RULE_HINTS =
      Map.of(
          "runtime", "unknown key (did you mean asks, a condition, or use?)",
          "handler", "unknown key (did you mean use?)",
          "image", "unknown key (rules know environments of the catalogue only)");

  private final Path file;
  private final Problems problems;
  private final BoundedValues values;

  PolicyReader(Path file, Problems problems, BoundedValues values) {
    this.file = file;
    this.problems = problems;
    this.values = values;
  }

  /** The policy, or the built-in one where its rules cannot be read. */
  RuntimePolicy policy(Optional<Node> rules, Optional<Node> handlers) {
    int before = problems.count();
    List<PolicyRule> read = rules.map(this::rules).orElse(RuntimePolicy.BUILT_IN.rules());
    Map<String, HandlerOverrides> named = handlers.map(this::handlers).orElse(Map.of());
    if (problems.count() > before) {
      return RuntimePolicy.BUILT_IN;
    }
    try {
      return new RuntimePolicy(read, named);
    } catch (IllegalArgumentException e) {
      rules.ifPresent(node -> problems.add(node, "runtimes.rules", String.valueOf(e.getMessage())));
      return RuntimePolicy.BUILT_IN;
    }
  }

  private List<PolicyRule> rules(Node node) {
    String place = "runtimes.rules";
    List<PolicyRule> rules = new ArrayList<>();
    List<Node> items = values.yaml().list(node, place, MOST_RULES);
    for (int i = 0; i < items.size(); i++) {
      rule(items.get(i), place + "[" + i + "]").ifPresent(rules::add);
      if (i + 1 < items.size() && rules.size() == i + 1 && rules.getLast().when().always()) {
        problems.add(
            items.get(i),
            place + "[" + i + "]",
            "has no condition, so the rules after it never apply (expected: last)");
      }
    }
    return rules;
  }

  private Optional<PolicyRule> rule(Node node, String place) {
    int before = problems.count();
    Section section = Section.of(node, place, problems, RULE_KEYS, RULE_HINTS);
    Conditions when =
        new Conditions(
            condition(section, "trust", (n, at) -> values.oneOf(n, at, Trust.values())),
            condition(section, "course", (n, at) -> values.yaml().matching(n, at, TaskText.NAME)),
            condition(section, "environment", values::shortName),
            condition(section, "asks", values::shortName));
    Optional<Outcome> outcome = outcome(section, node, place);
    if (problems.count() > before) {
      return Optional.empty();
    }
    return outcome.map(said -> new PolicyRule(place(node), when, said));
  }

  private String place(Node node) {
    return Printable.path(file.toString()) + ":" + Problems.lineOf(node);
  }

  private <T> List<T> condition(
      Section section, String key, BiFunction<Node, String, Optional<T>> value) {
    return section
        .optional(key)
        .map(node -> values.oneOrMore(node, section.placeOf(key), value))
        .orElse(List.of());
  }

  private Optional<Outcome> outcome(Section section, Node rule, String place) {
    Optional<Node> use = section.optional("use");
    Optional<Node> refuse = section.optional("refuse");
    Optional<Node> mayAsk = section.optional("may-ask");
    if (use.isPresent() && refuse.isPresent()) {
      problems.add(
          refuse.get(), section.placeOf("refuse"), "use is there too (expected: one of the two)");
      return Optional.empty();
    }
    if (refuse.isPresent()) {
      mayAsk.ifPresent(node ->
          problems.add(node, section.placeOf("may-ask"), "says nothing where a rule refuses"));
      return values
          .yaml()
          .matching(refuse.get(), section.placeOf("refuse"), TaskText.NAME)
          .map(Outcome.Refuse::new);
    }
    if (use.isEmpty()) {
      return section.isMapping()
          ? values.yaml().problem(rule, place, "neither use nor refuse (expected: one of the two)")
          : Optional.empty();
    }
    int before = problems.count();
    List<String> handlers = values.oneOrMore(use.get(), section.placeOf("use"), values::shortName);
    Optional<List<String>> named =
        mayAsk.map(node -> values.oneOrNone(node, section.placeOf("may-ask"), values::shortName));
    if (problems.count() > before) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Outcome.Use(handlers, named));
    } catch (IllegalArgumentException e) {
      return values
          .yaml()
          .problem(use.get(), section.placeOf("use"), String.valueOf(e.getMessage()));
    }
  }

  private Map<String, HandlerOverrides> handlers(Node node) {
    String place = "runtimes.handlers";
    Map<String, HandlerOverrides> handlers = new LinkedHashMap<>();
    Section section = Section.ofAnyKeys(node, place, problems);
    section
        .values()
        .forEach((name, value) -> {
          Optional<String> problem = TaskText.problem(TaskText.HANDLER_OR_ENVIRONMENT, name);
          if (name.equals(RuntimePolicy.ANY)) {
            problem = Optional.of("any is no handler's name (expected: such as runc)");
          }
          if (values.yaml().accept(value, section.placeOf(name), problem)) {
            handlers.put(name, handler(value, section.placeOf(name)));
          }
        });
    return handlers;
  }

  private HandlerOverrides handler(Node node, String place) {
    Section section = Section.of(node, place, problems, HANDLER_KEYS, Map.of());
    if (node instanceof MappingNode mapping && mapping.getValue().isEmpty()) {
      problems.add(node, place, "empty (expected: " + String.join(", ", HANDLER_KEYS) + ")");
    }
    return new HandlerOverrides(
        section.optional("isolation").flatMap(n -> isolation(n, section.placeOf("isolation"))),
        section
            .optional("overhead")
            .flatMap(
                n -> values.size(n, section.placeOf("overhead"), new ByteSize(0), MOST_OVERHEAD)),
        section.optional("attach").flatMap(n -> values.truth(n, section.placeOf("attach"))));
  }

  private Optional<Isolation> isolation(Node node, String place) {
    Isolation[] all = Isolation.values();
    return values
        .yaml()
        .word(node, place, Arrays.stream(all).map(Isolation::word).toList())
        .flatMap(word -> Arrays.stream(all).filter(i -> i.word().equals(word)).findAny());
  }
}
