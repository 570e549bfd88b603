package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import io.kriterion.grader.text.TaskText;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Steps that count together.
 *
 * @param name unique among the task's groups, one line
 * @param steps the names of its steps, in the task's order: one or more
 * @param points what the group earns when all its steps are accepted, 0 to 1 000 000; empty where
 *     each step earns its own
 * @param stop whether it goes on after a step that is not accepted
 * @param needs the names of groups before it; unless all of these are accepted, none of its steps
 *     runs
 */
public record Group(
    String name, List<String> steps, OptionalInt points, Stop stop, List<String> needs) {

  /** When the rest of a group is not run. */
  public enum Stop {
    /** All of it runs. */
    NEVER,
    /** After the first step that is not accepted the others do not run. */
    FIRST_FAILURE
  }

  /**
   * Copies the lists and checks the forms.
   *
   * @throws IllegalArgumentException if a part is malformed or there is no step
   */
  public Group {
    TaskText.require(TaskText.NAME, name, "group");
    steps = List.copyOf(steps);
    needs = List.copyOf(needs);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException(
          "group " + Printable.quote(name) + ": no step (expected: one or more)");
    }
    if (points.isPresent() && (points.getAsInt() < 0 || points.getAsInt() > Step.MOST_POINTS)) {
      throw new IllegalArgumentException(
          "points: " + points.getAsInt() + " (expected: 0.." + Step.MOST_POINTS + ")");
    }
  }

  /**
   * This group with no other steps than those of {@code names}, or empty if it has none of them.
   * What it needs stands before it and is kept whole where its own first step is kept.
   */
  Optional<Group> within(List<String> names) {
    List<String> kept = steps.stream().filter(names::contains).toList();
    return kept.isEmpty()
        ? Optional.empty()
        : Optional.of(new Group(name, kept, points, stop, needs));
  }

  /**
   * What is wrong with this group in a task that has {@code steps} and, before this group, the
   * groups {@code before}: one line, or empty if nothing is.
   */
  Optional<String> problem(List<Group> before, List<Step> steps) {
    List<String> order = steps.stream().map(Step::name).toList();
    if (!order.containsAll(this.steps)) {
      return Optional.of("it has a step that the task does not have");
    }
    if (points.isPresent()) {
      Set<String> own = new HashSet<>(this.steps);
      for (Step step : steps) {
        if (own.contains(step.name()) && step.points() > 0) {
          return Optional.of(
              "its step "
                  + Printable.quote(step.name())
                  + " has points too (expected: in one of the two places)");
        }
      }
    }
    int first = this.steps.stream().mapToInt(order::indexOf).min().orElse(0);
    for (String need : needs) {
      Optional<Group> needed = before.stream().filter(g -> g.name().equals(need)).findFirst();
      if (needed.isEmpty()) {
        return Optional.of(
            "needs "
                + Printable.quote(need)
                + ", which does not stand before it (expected: groups that are listed before it)");
      } else if (needed.get().steps().stream().anyMatch(step -> order.indexOf(step) > first)) {
        return Optional.of(
            "needs "
                + Printable.quote(need)
                + ", which has a step after the first of this group (expected: all before it)");
      }
    }
    return Optional.empty();
  }
}
