package io.kriterion.grader.bench;

import io.kriterion.grader.sandbox.BareCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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
      theirs.add(round(() -> bare.run(Optional.empty())));
      ours.add(round(() -> Cold.once(bench)));
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

  private static double round(Callable<?> one) throws InterruptedException {
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < ROUND; i++) {
        all.add(threads.submit(one));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("one of four at a time failed", e.getCause());
    }
    return ROUND / ((System.nanoTime() - start) / 1e9);
  }
}
