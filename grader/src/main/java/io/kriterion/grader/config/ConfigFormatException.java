package io.kriterion.grader.config;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.util.List;

/**
 * A configuration that cannot be read: the message says where and what to write instead. Its class
 * is NODE, since no task and no submission is at fault.
 */
public final class ConfigFormatException extends GraderException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** All of {@code problems}, one line each. */
  ConfigFormatException(List<String> problems) {
    super(FailureClass.NODE, String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong: one or more lines, each {@code file:line: place: problem}. */
  public List<String> problems() {
    return problems;
  }
}
