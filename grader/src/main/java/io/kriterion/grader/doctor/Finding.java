package io.kriterion.grader.doctor;

import io.kriterion.grader.text.Printable;

/**
 * What a check found.
 *
 * @param check what was looked at, a word or two
 * @param level how bad it is
 * @param found one line
 * @param advice one line: what to do; empty where nothing needs to be done
 */
public record Finding(String check, Level level, String found, String advice) {

  /** How bad something is. */
  public enum Level {
    /** Nothing needs to be done. */
    OK,
    /** It grades, but worse or less safely than it could, or not everything. */
    WARNING,
    /** It does not grade, or not safely. */
    PROBLEM
  }

  /** Makes a line each of {@code found} and {@code advice}. */
  public Finding {
    found = Printable.oneLine(found);
    advice = Printable.oneLine(advice);
  }

  static Finding ok(String check, String found) {
    return new Finding(check, Level.OK, found, "");
  }

  static Finding warning(String check, String found, String advice) {
    return new Finding(check, Level.WARNING, found, advice);
  }

  static Finding problem(String check, String found, String advice) {
    return new Finding(check, Level.PROBLEM, found, advice);
  }
}
