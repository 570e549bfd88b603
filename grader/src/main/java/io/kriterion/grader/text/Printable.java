package io.kriterion.grader.text;

/** Foreign text made fit for a one-line message: no control characters, bounded length. */
public final class Printable {
  private static final int LONGEST = 60;
  private static final int LONGEST_LINE = 200;

  private Printable() {}

  /** {@code text} in double quotes, see {@link #bare}. */
  public static String quote(String text) {
    return '"' + bare(text) + '"';
  }

  /**
   * {@code text} cut after 60 characters, with everything that does not print as itself on one line
   * written as an escape.
   */
  public static String bare(String text) {
    return cut(text, LONGEST);
  }

  /** A path of the caller's on one line, not cut unless absurdly long. */
  public static String path(String path) {
    return cut(path, 4096);
  }

  /**
   * The first line of {@code text} that is not blank, cut after 200 characters and written as
   * {@link #bare} does; empty if there is none.
   */
  public static String firstLine(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .map(line -> cut(line, LONGEST_LINE))
        .orElse("");
  }

  /** {@code text} with every run of control characters, and the blanks around it, as one blank. */
  public static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\p{Cc}+\\s*", " ");
  }

  /** As {@link #oneLine(String)}, cut after so many characters. */
  public static String oneLine(String text, int longest) {
    String line = oneLine(text);
    return line.length() > longest ? line.substring(0, longest) + "…" : line;
  }

  private static String cut(String text, int longest) {
    StringBuilder printed = new StringBuilder();
    int[] characters = text.codePoints().limit(longest + 1L).toArray();
    for (int i = 0; i < Math.min(characters.length, longest); i++) {
      if (characters[i] == '\n') {
        printed.append("\\n");
      } else if (TaskText.isPrintable(characters[i])) {
        printed.appendCodePoint(characters[i]);
      } else {
        printed.append("\\u{").append(Integer.toHexString(characters[i])).append('}');
      }
    }
    return characters.length > longest ? printed.append('…').toString() : printed.toString();
  }
}
