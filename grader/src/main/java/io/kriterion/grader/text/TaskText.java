package io.kriterion.grader.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules for names, paths and other short texts of a task or of the configuration; the task's
 * JSON schema holds the same expressions.
 */
public final class TaskText {
  /** A name that people read: one line, no control or invisible characters. */
  public static final Pattern NAME = Pattern.compile("^[^\\p{C}\\p{Zl}\\p{Zp}]{1,200}$");

  /** A runtime handler's or an environment's name. */
  public static final Pattern HANDLER_OR_ENVIRONMENT =
      Pattern.compile("^[a-z0-9][a-z0-9._-]{0,62}$");

  /** An image reference. */
  public static final Pattern IMAGE_REFERENCE =
      Pattern.compile("^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,511}$");

  /** An environment variable's name. */
  public static final Pattern VARIABLE = Pattern.compile("^[A-Za-z_][A-Za-z0-9_]{0,127}$");

  /**
   * A relative path without empty, {@code .} or {@code ..} components and without characters that
   * do not print.
   */
  public static final Pattern PATH =
      Pattern.compile("^(?!\\.{0,2}(/|$))(?!.*/\\.{0,2}(/|$))[^\\p{C}\\p{Zl}\\p{Zp}]{1,1024}$");

  /** A path of {@link #PATH}'s form with one star, in its last component. */
  public static final Pattern CASES =
      Pattern.compile(
          "^(?!\\.{0,2}(/|$))(?!.*/\\.{0,2}(/|$))(?=.{1,1024}$)[^\\p{C}\\p{Zl}\\p{Zp}*]*\\*[^\\p{C}\\p{Zl}\\p{Zp}*/]*$");

  /** A text without NUL, which no program can be given as an argument or variable. */
  public static final Pattern ARGUMENT = Pattern.compile("^[^\\x00]*$");

  /** The most bytes of one argument, variable or path that the protocol of the sandbox carries. */
  public static final int LONGEST_ARGUMENT = 65_535;

  private static final int LONGEST_FILE_NAME = 255;

  private TaskText() {}

  /** Whether a character prints as itself on one line. */
  public static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /**
   * {@code text}, if it matches.
   *
   * @throws IllegalArgumentException if not
   */
  public static String require(Pattern pattern, String text, String what) {
    Optional<String> problem = problem(pattern, text);
    if (problem.isPresent()) {
      throw new IllegalArgumentException(what + ": " + problem.get());
    }
    return text;
  }

  /**
   * What is wrong with {@code text}, which should match {@code pattern}: one line, or empty if
   * nothing is.
   */
  public static Optional<String> problem(Pattern pattern, String text) {
    if (pattern.matcher(text).matches()) {
      return pattern == PATH ? longFileName(text) : tooLong(pattern, text);
    }
    return Optional.of(Printable.quote(text) + " " + expected(pattern));
  }

  private static Optional<String> longFileName(String path) {
    for (String name : path.split("/", -1)) {
      if (name.getBytes(UTF_8).length > LONGEST_FILE_NAME) {
        return Optional.of(
            Printable.quote(name) + " is longer than 255 bytes, which no file name may be");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> tooLong(Pattern pattern, String text) {
    boolean fits = pattern != ARGUMENT || text.getBytes(UTF_8).length <= LONGEST_ARGUMENT;
    return fits ? Optional.empty() : Optional.of("longer than " + LONGEST_ARGUMENT + " bytes");
  }

  private static String expected(Pattern pattern) {
    if (pattern == NAME) {
      return "is not a name (expected: 1 to 200 characters on one line, none of them invisible)";
    } else if (pattern == PATH) {
      return "is not a path inside the directory (expected: relative, no empty, \".\" or \"..\" part, no control characters)";
    } else if (pattern == CASES) {
      return "is not a pattern of files inside the directory (expected: a relative path with one * in its last part, such as tests/*.in)";
    } else if (pattern == VARIABLE) {
      return "is not a variable's name (expected: letters, digits and _, not a digit first)";
    } else if (pattern == IMAGE_REFERENCE) {
      return "is not an image reference (expected: such as debian:12)";
    } else if (pattern == ARGUMENT) {
      return "holds a NUL character, which no argument can";
    }
    return "is not a name here (expected: lower-case letters, digits, '.', '_' and '-', such as runc)";
  }
}
