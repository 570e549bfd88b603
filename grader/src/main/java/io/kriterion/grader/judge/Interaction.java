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

  private static final int WRONG = 1;

  /** What it says. */
  Answer answer(Interactor of) {
    return switch (Rule.of(of.program(), interactor)) {
      case ALL_WELL -> Answer.RIGHT;
      case NONZERO_EXIT ->
          interactor.exit() instanceof Exit.Exited(int code) && code == WRONG
              ? Answer.WRONG
              : Answer.FAILED;
      default -> Answer.FAILED;
    };
  }

  /** Why it failed: one line. */
  String failure(Interactor of) {
    Step program = of.program();
    String words = words();
    return "the interactor failed: "
        + Judge.detail(Rule.of(program, interactor), program, interactor)
        + (words.isEmpty() ? "" : ": " + words);
  }

  /** The first line of its own words that is not empty; empty if there is none. */
  String words() {
    return Printable.firstLine(said.utf8());
  }
}
