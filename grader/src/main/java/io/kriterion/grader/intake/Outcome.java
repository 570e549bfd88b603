package io.kriterion.grader.intake;

import io.kriterion.grader.task.Result;
import java.util.Optional;

/**
 * What an attempt came to, before the queue knows.
 *
 * @param ending how it ended
 * @param reason one line: why there is no result; empty where there is one
 * @param result the result, of an attempt that is GRADED
 */
record Outcome(TaskEnd.Ending ending, String reason, Optional<Result> result) {

  static Outcome graded(Result result) {
    return new Outcome(TaskEnd.Ending.GRADED, "", Optional.of(result));
  }

  static Outcome without(TaskEnd.Ending ending, String reason) {
    return new Outcome(ending, reason, Optional.empty());
  }

  /** What a failure says, on one line. */
  static String oneLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\p{Cc}+\\s*", "; ");
  }
}
