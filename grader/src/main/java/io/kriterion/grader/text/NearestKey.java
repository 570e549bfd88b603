package io.kriterion.grader.text;

import static java.util.Locale.ROOT;

import java.util.List;

/** What somebody may have meant who wrote a key that does not exist. */
public final class NearestKey {
  private static final int LONGEST = 40;

  private NearestKey() {}

  /**
   * {@code did you mean x?} where a known key is near enough to {@code written}, otherwise all
   * known keys.
   */
  public static String hint(String written, List<String> known) {
    String plain = plain(written);
    String nearest = "";
    int best = Integer.MAX_VALUE;
    for (String key : known) {
      int distance = plain.length() > LONGEST ? Integer.MAX_VALUE : distance(plain, plain(key));
      if (distance < best) {
        best = distance;
        nearest = key;
      }
    }
    return best <= Math.max(1, nearest.length() / 3)
        ? "did you mean " + nearest + "?"
        : "known here: " + String.join(", ", known);
  }

  private static String plain(String key) {
    return key.toLowerCase(ROOT).replace('_', '-');
  }

  /**
   * How many letters must be inserted, dropped, replaced or swapped with their neighbour to get
   * from one to the other.
   */
  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replaced = cost[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], 1 + cost[i - 2][j - 2]);
        }
      }
    }
    return cost[from.length()][to.length()];
  }
}
