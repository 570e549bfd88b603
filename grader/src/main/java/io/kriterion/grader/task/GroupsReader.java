package io.kriterion.grader.task;

import io.kriterion.grader.text.NearestKey;
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
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the groups of a task's file, and collects the steps that name them. */
final class GroupsReader {
  /** The keys of a group. */
  static final List<String> KEYS = List.of("name", "points", "stop", "needs");

  /** The most groups of a task. */
  static final int MOST_GROUPS = 100;

  private record Draft(
      Node node,
      String place,
      OptionalInt points,
      Group.Stop stop,
      List<String> needs,
      List<String> steps) {}

  private final Problems problems;
  private final YamlValues values;
  private final Map<String, Draft> drafts = new LinkedHashMap<>();
  private boolean wellFormed = true;

  GroupsReader(Problems problems) {
    this.problems = problems;
    this.values = new YamlValues(problems);
  }

  /** Reads the list of groups; before any step. */
  void read(Node node) {
    int before = problems.count();
    List<Node> items = values.list(node, "groups", MOST_GROUPS);
    for (int i = 0; i < items.size(); i++) {
      group(items.get(i), "groups[" + i + "]");
    }
    drafts.values().forEach(this::checkNeeds);
    wellFormed = problems.count() == before;
  }

  private void group(Node node, String place) {
    Section section =
        Section.of(
            node,
            place,
            problems,
            KEYS,
            Map.of("steps", "unknown key (a step names its group, as in group: small)"));
    Optional<String> name =
        section
            .required("name")
            .flatMap(n -> values.matching(n, section.placeOf("name"), TaskText.NAME));
    OptionalInt points =
        section
            .optional("points")
            .flatMap(n -> values.wholeNumber(n, section.placeOf("points"), 0, Step.MOST_POINTS))
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty());
    Group.Stop stop =
        section
            .optional("stop")
            .flatMap(
                n -> values.word(n, section.placeOf("stop"), List.of("first-failure", "never")))
            .filter(word -> word.equals("first-failure"))
            .map(word -> Group.Stop.FIRST_FAILURE)
            .orElse(Group.Stop.NEVER);
    List<String> needs =
        section.optional("needs").map(n -> needs(n, section.placeOf("needs"))).orElse(List.of());
    if (name.isEmpty()) {
      return;
    }
    Draft draft = new Draft(node, place, points, stop, needs, new ArrayList<>());
    Draft other = drafts.putIfAbsent(name.get(), draft);
    if (other != null) {
      problems.add(
          node,
          section.placeOf("name"),
          "line "
              + Problems.lineOf(other.node())
              + " has a group of that name (expected: distinct names)");
    }
  }

  private List<String> needs(Node node, String place) {
    List<String> needs = new ArrayList<>();
    List<Node> items = values.list(node, place, MOST_GROUPS);
    for (int i = 0; i < items.size(); i++) {
      String at = place + "[" + i + "]";
      Node item = items.get(i);
      values
          .matching(item, at, TaskText.NAME)
          .filter(name ->
              values.accept(
                  item,
                  at,
                  needs.contains(name)
                      ? Optional.of(Printable.quote(name) + " comes twice (expected: once)")
                      : Optional.empty()))
          .ifPresent(needs::add);
    }
    return needs;
  }

  private void checkNeeds(Draft draft) {
    for (String need : draft.needs()) {
      if (!drafts.containsKey(need)) {
        problems.add(draft.node(), draft.place() + ".needs", unknown(need));
      }
    }
  }

  /** The name of a group that a step names; a problem if there is none of that name. */
  Optional<String> named(Node node, String place) {
    Optional<String> name = values.matching(node, place, TaskText.NAME);
    if (name.isPresent() && wellFormed && !drafts.containsKey(name.get())) {
      return values.problem(node, place, unknown(name.get()));
    }
    return name.filter(drafts::containsKey);
  }

  private String unknown(String name) {
    String hint =
        drafts.isEmpty()
            ? "it has none"
            : NearestKey.hint(name, drafts.keySet().stream().map(Printable::bare).toList());
    return Printable.quote(name) + " is none of the task's groups (" + hint + ")";
  }

  /** Whether the group of that name earns points as a whole. */
  boolean hasPoints(String group) {
    Draft draft = drafts.get(group);
    return draft != null && draft.points().isPresent();
  }

  /** Takes a step into the group of that name. */
  void join(String group, String step) {
    Draft draft = drafts.get(group);
    if (draft != null) {
      draft.steps().add(step);
    }
  }

  /** The groups of a task that has {@code steps}, all of which are well-formed and have joined. */
  List<Group> groups(List<Step> steps) {
    List<Group> groups = new ArrayList<>();
    drafts.forEach((name, draft) -> {
      if (draft.steps().isEmpty()) {
        problems.add(
            draft.node(), draft.place(), "no step names this group (expected: one or more)");
        return;
      }
      Group group = new Group(name, draft.steps(), draft.points(), draft.stop(), draft.needs());
      Optional<String> problem = group.problem(groups, steps);
      problem.ifPresent(text -> problems.add(draft.node(), draft.place(), text));
      groups.add(group);
    });
    return groups;
  }
}
