package io.kriterion.grader.task;

import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.YamlValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the list of a task's steps, of which one may stand for many cases. */
final class StepsReader {
  /** The most steps of a task, cases counted one by one. */
  static final int MOST_STEPS = 1000;

  private final Problems problems;
  private final YamlValues values;
  private final StepReader reader;

  /** Each step is read by {@code reader}. */
  StepsReader(Problems problems, StepReader reader) {
    this.problems = problems;
    this.values = new YamlValues(problems);
    this.reader = reader;
  }

  /** The steps in the file's order; what is wrong with one leaves it out. */
  List<Step> steps(Node node) {
    List<Step> steps = new ArrayList<>();
    List<Node> items = values.list(node, "steps", MOST_STEPS);
    if (node instanceof SequenceNode sequence && sequence.getValue().isEmpty()) {
      problems.add(node, "steps", "empty (expected: one or more)");
    }
    Map<String, Integer> lines = new HashMap<>();
    int artifacts = 0;
    for (int i = 0; i < items.size(); i++) {
      String place = "steps[" + i + "]";
      List<Step> read = reader.steps(items.get(i), place);
      for (Step step : read) {
        add(step, items.get(i), place, lines);
        artifacts += step.artifacts().size();
      }
      steps.addAll(read);
      if (steps.size() > MOST_STEPS) {
        problems.add(
            items.get(i),
            place,
            steps.size() + " steps up to here (expected: at most " + MOST_STEPS + " in all)");
        return steps;
      }
      if (artifacts > Task.MOST_ARTIFACTS) {
        problems.add(
            items.get(i),
            place,
            artifacts
                + " artifacts up to here (expected: at most "
                + Task.MOST_ARTIFACTS
                + " in all)");
        return steps;
      }
    }
    return steps;
  }

  private void add(Step step, Node item, String place, Map<String, Integer> lines) {
    Integer line = lines.putIfAbsent(step.name(), Problems.lineOf(item));
    if (line != null) {
      problems.add(
          item,
          place + ".name",
          "line " + line + " has a step of that name (expected: distinct names)");
    }
  }
}
