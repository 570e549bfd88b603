package io.kriterion.grader.bench;

import io.kriterion.grader.sandbox.BareCalls;
import io.kriterion.grader.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole sandbox, made, used for one program and removed, beside the CRI calls that a container
 * takes at the least: run, create, start, stop, remove, with nothing executed in it.
 */
final class Cold {

  private static final double MOST_RATIO = 1.15;

  private final Bench bench;

  Cold(Bench bench) {
    this.bench = bench;
  }

  Figure measure() throws InterruptedException {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    BareCalls bare = new BareCalls(bench.host(), bench.shape());
    for (int run = 0; run < bench.runs(); run++) {
      theirs.add(Bench.millis(bare.run(Optional.empty()).total().toNanos()));
      ours.add(Bench.millis(once(bench)));
    }
    Samples times = Samples.of(ours);
    double baseline = Samples.of(theirs).atMost(50);
    double ratio = times.atMost(50) / baseline;
    return Figure.ofTimes(
        "cold",
        bench.handler(),
        "ms",
        times,
        baseline,
        "bare CRI calls",
        ratio,
        "ratio <= 1.15",
        ratio <= MOST_RATIO);
  }

  /** Makes a sandbox, runs {@code /bin/true} in it and removes it; how many nanoseconds it took. */
  static long once(Bench bench) {
    long start = System.nanoTime();
    try (Sandbox sandbox = bench.launched()) {
      Bench.run(sandbox, List.of("/bin/true"), (error, bytes) -> {});
    }
    return System.nanoTime() - start;
  }
}
