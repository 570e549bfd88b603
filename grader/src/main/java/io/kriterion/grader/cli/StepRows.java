package io.kriterion.grader.cli;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.GroupResult;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The table of a result's steps. Three or more steps of one group that follow each other share a
 * row if all of them are accepted, or none of them ran for the same reason.
 */
final class StepRows {

  private static final int FEWEST_SHARING = 3;

  private StepRows() {}

  static Table table(Result result) {
    Table table = new Table();
    table.add(List.of("STEP", "VERDICT", "CPU", "WALL", "MEMORY", "POINTS", "DETAIL"));
    Map<String, String> groups = new HashMap<>();
    for (GroupResult group : result.groups()) {
      group.steps().forEach(step -> groups.put(step, group.group()));
    }
    List<StepResult> run = new ArrayList<>();
    for (StepResult step : result.steps()) {
      if (!run.isEmpty() && !areAlike(run.getFirst(), step, groups)) {
        add(run, table);
        run.clear();
      }
      run.add(step);
    }
    add(run, table);
    return table;
  }

  private static boolean areAlike(StepResult one, StepResult other, Map<String, String> groups) {
    return groups.containsKey(one.step())
        && Objects.equals(groups.get(one.step()), groups.get(other.step()))
        && one.verdict().filter(v -> v != Verdict.ACCEPTED).isEmpty()
        && one.verdict().equals(other.verdict())
        && one.detail().equals(other.detail());
  }

  private static void add(List<StepResult> run, Table table) {
    if (run.size() < FEWEST_SHARING) {
      run.forEach(step -> table.add(row(step.step(), List.of(step), step.detail())));
      return;
    }
    StepResult first = run.getFirst();
    String detail = first.verdict().isPresent() ? "the most of " : "";
    table.add(
        row(
            first.step() + " … " + run.getLast().step(),
            run,
            detail
                + run.size()
                + " steps"
                + (first.detail().isEmpty() ? "" : ": " + first.detail())));
  }

  private static List<String> row(String name, List<StepResult> steps, String detail) {
    return List.of(
        name,
        steps.getFirst().verdict().map(Enum::name).orElse("not run"),
        Figures.time(most(steps, StepResult::cpuTime, Duration.ZERO)),
        Figures.time(most(steps, StepResult::wallTime, Duration.ZERO)),
        Figures.size(most(steps, StepResult::peakMemory, new ByteSize(0))),
        steps.stream().mapToInt(StepResult::points).sum()
            + "/"
            + steps.stream().mapToInt(StepResult::maxPoints).sum(),
        detail);
  }

  private static <T extends Comparable<T>> T most(
      List<StepResult> steps, Function<StepResult, T> of, T least) {
    return steps.stream().map(of).max(Comparator.naturalOrder()).orElse(least);
  }
}
