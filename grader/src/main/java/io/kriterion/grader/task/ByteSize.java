package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, 0 or more. Its text is a whole number and a unit: {@code B}, {@code KiB},
 * {@code MiB}, {@code GiB} or {@code TiB} (powers of 1024); decimal units are refused because
 * {@code MB} is read both ways.
 *
 * @param bytes the number of bytes, 0 or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  static final Pattern SYNTAX = Pattern.compile("^([0-9]{1,19})(B|KiB|MiB|GiB|TiB)$");
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  /**
   * Checks the bound.
   *
   * @throws IllegalArgumentException if {@code bytes} is negative
   */
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: 0 or more)");
    }
  }

  /** {@code count} × 1024 bytes. */
  public static ByteSize ofKibibytes(long count) {
    return new ByteSize(Math.multiplyExact(count, 1L << 10));
  }

  /** {@code count} × 1024² bytes. */
  public static ByteSize ofMebibytes(long count) {
    return new ByteSize(Math.multiplyExact(count, 1L << 20));
  }

  /** {@code count} × 1024³ bytes. */
  public static ByteSize ofGibibytes(long count) {
    return new ByteSize(Math.multiplyExact(count, 1L << 30));
  }

  /**
   * Reads the text form, such as {@code 256MiB}.
   *
   * @throws IllegalArgumentException if it is not one or does not fit a {@code long}; the message
   *     says which forms are expected
   */
  public static ByteSize parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          Printable.quote(text)
              + " is not a size (expected: a whole number and B, KiB, MiB or GiB, such as 256MiB)");
    }
    int unit = UNITS.indexOf(matcher.group(2));
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * unit)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(Printable.quote(text) + " is too large a size", e);
    }
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The text form with the largest unit that needs no fraction; {@link #parse} reads it back. */
  @Override
  public String toString() {
    int unit = 0;
    long count = bytes;
    while (count != 0 && count % 1024 == 0 && unit < UNITS.size() - 1) {
      count /= 1024;
      unit++;
    }
    return count + UNITS.get(unit);
  }
}
