package io.kriterion.grader.doctor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release by its numbers; what distributions append and the numbers of release candidates do not
 * count.
 */
record Release(int major, int minor, int patch) implements Comparable<Release> {

  private static final Pattern NUMBERS =
      Pattern.compile("(?<![\\w./-])v?([0-9]{1,4})\\.([0-9]{1,6})(?:\\.([0-9]{1,6}))?(?![0-9])");

  private static final Comparator<Release> ORDER =
      Comparator.comparingInt(Release::major)
          .thenComparingInt(Release::minor)
          .thenComparingInt(Release::patch);

  /** The first release that the text names. */
  static Optional<Release> in(String text) {
    Matcher numbers = NUMBERS.matcher(text);
    return numbers.find()
        ? Optional.of(
            new Release(
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                numbers.group(3) == null ? 0 : Integer.parseInt(numbers.group(3))))
        : Optional.empty();
  }

  /**
   * Whether something that was mended in these releases, one for each branch, is mended in this
   * one: a branch that is not among them has it mended if it is newer than all of them.
   */
  boolean mendedBy(Release... mended) {
    return Arrays.stream(mended)
        .filter(other -> other.major == major && other.minor == minor)
        .findFirst()
        .map(other -> compareTo(other) >= 0)
        .orElseGet(() -> Arrays.stream(mended).allMatch(other -> compareTo(other) > 0));
  }

  @Override
  public int compareTo(Release other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
