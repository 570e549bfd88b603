package io.kriterion.grader.judge;

import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Interactor;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.text.Printable;

/**
 * What was observed of the interactor of a step.
 *
 * @param interactor the end of the interactor's own program; an unknown exit also where it could
 *     not be run
 * @param endedFirst whether the step's program still ran when the interactor ended
 * @param said what the interactor wrote to standard error first, as much as was kept of it
 */
public record Interaction(StepOutcome interactor, boolean endedFirst, Bytes said) {

  /** What an interactor says by its exit code. */
  enum Answer {
    RIGHT,
    WRONG,
    /** Nothing that means anything: it has failed itself. */
    FAILED
  }

  /*
   * As those of an output validator in ICPC's problem package format: no program ends with one of
   * them by mistake, as it does with 0, or with 1 in Python when nobody catches an exception.
   */
  private static final int RIGHT = 42;
  private static final int WRONG = 43;

  /** What it says. */
  Answer answer(Interactor of) {
    if (Rule.of(of.program(), interactor) != Rule.NONZERO_EXIT
        || !(interactor.exit() instanceof Exit.Exited(int code))) {
      return Answer.FAILED;
    }
    return switch (code) {
      case RIGHT -> Answer.RIGHT;
      case WRONG -> Answer.WRONG;
      default -> Answer.FAILED;
    };
  }

  /** Why it failed: one line. */
  String failure(Interactor of) {
    String words = words();
    return "the interactor failed: " + end(of.program()) + (words.isEmpty() ? "" : ": " + words);
  }

  private String end(Step program) {
    Rule rule = Rule.of(program, interactor);
    return interactor.exit() instanceof Exit.Exited(int code)
            && (rule == Rule.NONZERO_EXIT || rule == Rule.ALL_WELL)
        ? "exit code " + code + " (expected: 42 for right, 43 for wrong)"
        : Judge.detail(rule, program, interactor);
  }

  /** The first line of its own words that is not empty; empty if there is none. */
  String words() {
    return Printable.firstLine(said.utf8());
  }
}
