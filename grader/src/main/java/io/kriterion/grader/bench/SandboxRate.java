package io.kriterion.grader.bench;

import io.kriterion.grader.sandbox.BareCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sandboxes used once each, four at a time, beside the bare CRI calls, four at a time, in turn. */
final class SandboxRate {

  private static final int PARALLEL = 4;
  private static final int ROUND = 20;
  private static final double LEAST_RATIO = 0.95;

  private final Bench bench;

  SandboxRate(Bench bench) {
    this.bench = bench;
  }

  Figure measure() throws InterruptedException {
    BareCalls bare = new BareCalls(bench.host(), bench.shape());
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (int done = 0; done < bench.runs(); done += ROUND) {
      theirs.add(Throughput.perSecond(ROUND, PARALLEL, () -> bare.run(Optional.empty())));
      ours.add(Throughput.perSecond(ROUND, PARALLEL, () -> Cold.once(bench)));
    }
    Samples rates = Samples.of(ours);
    double baseline = Samples.of(theirs).atLeast(50);
    return Figure.ofRates(
        "sandboxes-per-second",
        bench.handler(),
        "1/s",
        rates,
        baseline,
        "bare CRI calls, 4 at a time",
        "ratio >= 0.95",
        rates.atLeast(50) / baseline >= LEAST_RATIO);
  }
}
