package io.kriterion.grader.task;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order in which people number files: {@code 2} before {@code 10}; the same everywhere. */
final class NaturalOrder implements Comparator<String> {
  private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

  @Override
  public int compare(String one, String other) {
    Matcher left = PART.matcher(one);
    Matcher right = PART.matcher(other);
    while (true) {
      boolean more = left.find();
      if (!right.find()) {
        return more ? 1 : one.compareTo(other);
      } else if (!more) {
        return -1;
      }
      int difference = part(left.group(), right.group());
      if (difference != 0) {
        return difference;
      }
    }
  }

  private static int part(String one, String other) {
    return isNumber(one) && isNumber(other)
        ? new BigInteger(one).compareTo(new BigInteger(other))
        : one.compareTo(other);
  }

  private static boolean isNumber(String part) {
    return part.charAt(0) >= '0' && part.charAt(0) <= '9';
  }
}
