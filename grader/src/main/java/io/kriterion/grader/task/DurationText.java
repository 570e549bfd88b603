package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text form of a duration: a decimal number and {@code ms}, {@code s}, {@code m} or {@code h},
 * exact to the nanosecond.
 */
public final class DurationText {
  static final Pattern SYNTAX =
      Pattern.compile("^([0-9]{1,9}(\\.[0-9]{1,6})?ms|[0-9]{1,9}(\\.[0-9]{1,9})?(s|m|h))$");

  private DurationText() {}

  /**
   * Reads a text such as {@code 500ms}, {@code 1.5s} or {@code 2m}.
   *
   * @throws IllegalArgumentException if it is none; the message says which forms are expected
   */
  public static Duration parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          Printable.quote(text)
              + " is not a duration (expected: a number and ms, s, m or h, such as 500ms or 1.5s)");
    }
    int unitLength = text.endsWith("ms") ? 2 : 1;
    String unit = text.substring(text.length() - unitLength);
    long unitNanos =
        switch (unit) {
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default ->
              throw new IllegalArgumentException("unit: " + unit + " (expected: ms, s, m or h)");
        };
    BigDecimal nanos =
        new BigDecimal(text.substring(0, text.length() - unitLength))
            .multiply(BigDecimal.valueOf(unitNanos));
    BigDecimal[] seconds = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000L));
    return Duration.ofSeconds(seconds[0].longValueExact(), seconds[1].longValueExact());
  }

  /**
   * Writes {@code duration} as decimal seconds without needless zeros, such as {@code 2s} or {@code
   * 0.0015s}; {@link #parse} reads it back unchanged.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static String print(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("duration: " + duration + " (expected: 0 or more)");
    }
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    return (seconds.signum() == 0 ? "0" : seconds.stripTrailingZeros().toPlainString()) + "s";
  }
}
