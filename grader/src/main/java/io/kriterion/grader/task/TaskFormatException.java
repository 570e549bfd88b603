package io.kriterion.grader.task;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.util.List;

/**
 * A task that cannot be read: the file or its content is at fault, and the message says where and
 * what to write instead.
 */
public final class TaskFormatException extends GraderException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** All of {@code problems}, one line each. */
  TaskFormatException(List<String> problems) {
    super(FailureClass.TASK, String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong: one or more lines, each {@code file:line: place: problem}. */
  public List<String> problems() {
    return problems;
  }
}
