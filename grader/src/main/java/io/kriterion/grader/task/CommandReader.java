package io.kriterion.grader.task;

import io.kriterion.grader.text.Problems;
import io.kriterion.grader.text.TaskText;
import io.kriterion.grader.text.YamlValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads a command: a program and its arguments. */
final class CommandReader {
  /** The most arguments of a command. */
  static final int MOST_ARGUMENTS = 4096;

  private final Problems problems;
  private final YamlValues values;

  CommandReader(Problems problems) {
    this.problems = problems;
    this.values = new YamlValues(problems);
  }

  /** The command; a problem for each part that is wrong. */
  Optional<List<String>> command(Node node, String place) {
    List<String> command = new ArrayList<>();
    if (node instanceof ScalarNode) {
      problems.add(
          node, place, "expected a list of the program and its arguments, such as [./sum, 3]");
      return Optional.of(command);
    }
    List<Node> items = values.list(node, place, MOST_ARGUMENTS);
    for (int i = 0; i < items.size(); i++) {
      values
          .writtenMatching(items.get(i), place + "[" + i + "]", TaskText.ARGUMENT)
          .ifPresent(command::add);
    }
    if (node instanceof SequenceNode sequence && sequence.getValue().isEmpty()) {
      problems.add(node, place, "empty (expected: a program and its arguments)");
    } else if (!items.isEmpty() && !command.isEmpty() && command.getFirst().isEmpty()) {
      problems.add(items.getFirst(), place + "[0]", "empty (expected: a program)");
    }
    return Optional.of(command);
  }
}
