package io.kriterion.grader.judge;

import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Checker;
import io.kriterion.grader.task.Step;
import java.util.Optional;

/**
 * Compares a program's output with the expected one. Takes time linear in both lengths and memory
 * for one token of bounded length, whatever the program printed. A difference is told by its place
 * alone, never by what was expected there.
 */
final class OutputCheck {
  /**
   * A longer token is compared as text: no number that a double can hold needs that many digits.
   */
  private static final int LONGEST_NUMBER = 1000;

  private OutputCheck() {}

  /**
   * Where {@code actual} differs from what {@code step} expects; empty if it matches or the step
   * expects nothing.
   */
  static Optional<String> difference(Step step, Bytes actual) {
    return step.expect().flatMap(e -> difference(e.checker(), e.stdout(), actual));
  }

  static Optional<String> difference(Checker checker, Bytes expected, Bytes actual) {
    return switch (checker) {
      case Checker.Exact() -> bytes(expected, actual);
      case Checker.Tokens tokens -> tokens(tokens, expected, actual);
      case Checker.FloatTolerance tolerance -> tokens(tolerance, expected, actual);
    };
  }

  private static Optional<String> bytes(Bytes expected, Bytes actual) {
    int at = expected.mismatch(actual);
    if (at < 0) {
      return Optional.empty();
    }
    boolean whiteSpaceOnly = tokens(new Checker.Tokens(), expected, actual).isEmpty();
    return Optional.of(
        "differs at byte " + (at + 1) + (whiteSpaceOnly ? ", in white space only" : ""));
  }

  private static Optional<String> tokens(Checker checker, Bytes expected, Bytes actual) {
    TokenCursor wanted = new TokenCursor(expected);
    TokenCursor given = new TokenCursor(actual);
    for (long number = 1; ; number++) {
      boolean more = wanted.next();
      boolean moreGiven = given.next();
      if (!more && !moreGiven) {
        return Optional.empty();
      } else if (!moreGiven) {
        return Optional.of("token " + number + " is missing");
      } else if (!more) {
        return Optional.of("token " + number + " is one too many");
      } else if (!matches(checker, wanted, given)) {
        return Optional.of("token " + number + " differs");
      }
    }
  }

  private static boolean matches(Checker checker, TokenCursor wanted, TokenCursor given) {
    if (wanted.sameAs(given)) {
      return true;
    }
    return checker instanceof Checker.FloatTolerance tolerance
        && wanted.length() <= LONGEST_NUMBER
        && given.length() <= LONGEST_NUMBER
        && within(tolerance, DecimalText.value(wanted.text()), DecimalText.value(given.text()));
  }

  private static boolean within(Checker.FloatTolerance tolerance, double expected, double actual) {
    if (Double.isNaN(expected) || Double.isNaN(actual)) {
      return false;
    }
    // Reading two decimals and subtracting them may be off by this much; 0.1 is within 0.1 of 0.2
    // and 0.3 of 0.4.
    double rounding = 2 * Math.max(Math.ulp(expected), Math.ulp(actual));
    double difference = Math.abs(expected - actual) - rounding;
    return difference <= tolerance.absolute()
        || difference <= tolerance.relative() * Math.abs(expected);
  }
}
