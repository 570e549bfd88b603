package io.kriterion.cri.bench;

import java.util.Arrays;
import java.util.Locale;

/** A row of durations, and how they are printed. */
final class Figures {

  private static final double NANOS_PER_MILLI = 1e6;

  private final long[] nanos;
  private int count;

  Figures(int size) {
    nanos = new long[size];
  }

  void add(long duration) {
    nanos[count++] = duration;
  }

  /** A percentile in milliseconds. */
  double percentile(double share) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1, Math.floor(share * count))] / NANOS_PER_MILLI;
  }

  /** Prints what was measured beside its baseline. */
  static void print(String what, Figures ours, Figures bare, String target, boolean met) {
    System.out.printf(
        Locale.ROOT,
        "%-28s ours p50 %8.3f p95 %8.3f p99 %8.3f ms | bare p50 %8.3f p95 %8.3f p99 %8.3f ms"
            + " | x%.2f | target %s: %s%n",
        what,
        ours.percentile(0.5),
        ours.percentile(0.95),
        ours.percentile(0.99),
        bare.percentile(0.5),
        bare.percentile(0.95),
        bare.percentile(0.99),
        ours.percentile(0.5) / bare.percentile(0.5),
        target,
        met ? "met" : "MISSED");
  }
}
