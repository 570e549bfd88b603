package io.kriterion.grader.bench;

import io.kriterion.grader.pool.PoolSettings;
import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.pool.SandboxPool;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.sandbox.SandboxSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * From the claim of a prepared sandbox to the first byte that its program prints, as the consumer
 * gets it; beside the same with a sandbox that has yet to be made. The pool refills itself
 * meanwhile, as it does in service.
 */
final class WarmFirstOutput {

  private static final double MOST_P50 = 3;
  private static final double MOST_P99 = 10;
  private static final double LEAST_RATIO = 40;
  private static final int COLD_EVERY = 10;
  private static final Duration REFILL = Duration.ofMinutes(1);

  private final Bench bench;

  WarmFirstOutput(Bench bench) {
    this.bench = bench;
  }

  Figure measure() throws InterruptedException {
    List<Double> warm = new ArrayList<>();
    List<Double> cold = new ArrayList<>();
    SandboxSource fresh = SandboxSource.cold(bench.host());
    try (SandboxPool pool =
        new SandboxPool(bench.host(), PoolSettings.DEFAULT, bench.connection()::settings)) {
      pool.expect(bench.shape());
      for (int run = 0; run < bench.runs(); run++) {
        awaitRefill(pool);
        warm.add(firstOutput(pool));
        if (run % COLD_EVERY == 0) {
          awaitRefill(pool);
          cold.add(firstOutput(fresh));
        }
      }
    }
    Samples times = Samples.of(warm);
    double baseline = Samples.of(cold).atMost(50);
    double ratio = baseline / times.atMost(50);
    return Figure.ofTimes(
        "warm-first-output",
        bench.handler(),
        "ms",
        times,
        baseline,
        "made at once (cold)",
        ratio,
        "p50 <= 3, p99 <= 10, ratio >= 40",
        times.atMost(50) <= MOST_P50 && times.atMost(99) <= MOST_P99 && ratio >= LEAST_RATIO);
  }

  private static void awaitRefill(SandboxPool pool) throws InterruptedException {
    boolean full =
        Poll.until(
            () -> {
              PoolState.Shape state = pool.state().shapes().getFirst();
              return state.preparing() == 0 && state.ready() >= state.target();
            },
            REFILL);
    if (!full) {
      throw new IllegalStateException("the pool does not refill: " + pool.state());
    }
  }

  private double firstOutput(SandboxSource source) {
    AtomicLong first = new AtomicLong();
    long start = System.nanoTime();
    try (Sandbox sandbox = source.claim(bench.shape(), Optional.empty())) {
      sandbox.launch();
      Bench.run(
          sandbox,
          List.of("/bin/echo", "hello"),
          (error, bytes) -> first.compareAndSet(0, System.nanoTime()));
    }
    return Bench.millis(first.get() - start);
  }
}
