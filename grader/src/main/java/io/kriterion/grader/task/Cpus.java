package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;
import java.util.regex.Pattern;

/**
 * How many processors' time a sandbox may use within a moment, such as {@code 0.5} or {@code 2}.
 *
 * @param thousandths of one processor
 */
public record Cpus(int thousandths) implements Comparable<Cpus> {

  /** The least that the kernel divides a processor into, with periods of 100 ms. */
  public static final Cpus LEAST = new Cpus(10);

  /** The most that a task may ask for. */
  public static final Cpus MOST = new Cpus(64_000);

  private static final Pattern TEXT = Pattern.compile("[0-9]{1,5}(\\.[0-9]{1,3})?");

  /**
   * Checks that it is positive.
   *
   * @throws IllegalArgumentException if it is zero or negative
   */
  public Cpus {
    if (thousandths < 1) {
      throw new IllegalArgumentException("cpus: " + thousandths + " (expected: more than 0)");
    }
  }

  /**
   * Reads a decimal number with at most three decimals.
   *
   * @throws IllegalArgumentException if it is none, or not from {@link #LEAST} to {@link #MOST}
   */
  public static Cpus parse(String text) {
    int value =
        TEXT.matcher(text).matches() ? (int) Math.round(Double.parseDouble(text) * 1000) : 0;
    if (value < LEAST.thousandths || value > MOST.thousandths) {
      throw new IllegalArgumentException(
          Printable.quote(text)
              + " (expected: a number of processors, such as 0.5; "
              + LEAST
              + ".."
              + MOST
              + ")");
    }
    return new Cpus(value);
  }

  @Override
  public int compareTo(Cpus other) {
    return Integer.compare(thousandths, other.thousandths);
  }

  /** As it is written. */
  @Override
  public String toString() {
    String text = "%d.%03d".formatted(thousandths / 1000, thousandths % 1000);
    return text.replaceAll("\\.?0+$", "");
  }
}
