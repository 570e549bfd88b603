package io.kriterion.grader.bench;

import io.kriterion.grader.pipeline.Grading;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Test cases that run {@code /bin/true}, a hundred in a sandbox, through the whole pipeline: limits
 * set, events told, verdict given. Beside them a shell in the same kind of sandbox that does
 * nothing but start the same program; and the time that each program took by itself.
 */
final class Cases {

  private static final int BATCH = 100;
  private static final double LEAST_RATE = 600;
  private static final double MOST_OVERHEAD = 2;

  private final Bench bench;
  private final List<Double> rates = new ArrayList<>();
  private final List<Double> overheads = new ArrayList<>();
  private final List<Double> walls = new ArrayList<>();
  private final List<Double> shells = new ArrayList<>();

  Cases(Bench bench) {
    this.bench = bench;
  }

  List<Figure> measure() throws InterruptedException {
    Plan plan = bench.plan(BATCH);
    int sandboxes = Math.max(2, bench.runs() / 10);
    for (int i = 0; i < sandboxes; i++) {
      batch(plan);
      shell();
    }
    Samples rate = Samples.of(rates);
    Samples overhead = Samples.of(overheads);
    double wall = Samples.of(walls).atMost(50);
    return List.of(
        Figure.ofRates(
            "cases-per-second",
            bench.handler(),
            "1/s",
            rate,
            Samples.of(shells).atLeast(50),
            "a shell's loop in a sandbox",
            "p50 >= 600",
            rate.atLeast(50) >= LEAST_RATE),
        Figure.ofTimes(
            "case-overhead",
            bench.handler(),
            "ms",
            overhead,
            wall,
            "the program's own time",
            overhead.atMost(50) / wall,
            "p50 <= 2",
            overhead.atMost(50) <= MOST_OVERHEAD));
  }

  private void batch(Plan plan) throws InterruptedException {
    List<Long> ends = new ArrayList<>();
    new Grading(
            SandboxSource.cold(bench.host()),
            event -> {
              if (event instanceof Event.StepFinished finished) {
                ends.add(System.nanoTime());
                record(ends, finished);
              }
            })
        .grade(plan);
    // the first case pays for what the sandbox has not done before; its end is where time begins
    rates.add((ends.size() - 1) / ((ends.getLast() - ends.getFirst()) / 1e9));
  }

  private void record(List<Long> ends, Event.StepFinished finished) {
    if (finished.result().verdict().orElse(null) != Verdict.ACCEPTED) {
      throw new IllegalStateException("a case was not accepted: " + finished.result());
    }
    if (ends.size() > 1) {
      double wall = Bench.millis(finished.result().wallTime().toNanos());
      walls.add(wall);
      overheads.add(Bench.millis(ends.getLast() - ends.get(ends.size() - 2)) - wall);
    }
  }

  private void shell() {
    String loop = "i=0; while [ $i -lt 200 ]; do /bin/true; i=$((i + 1)); done";
    try (Sandbox sandbox = bench.launched()) {
      Bench.run(sandbox, List.of("/bin/true"), (error, bytes) -> {});
      long wall =
          Bench.run(sandbox, List.of("/bin/sh", "-c", loop), (error, bytes) -> {})
              .wallTime()
              .toNanos();
      shells.add(200 / (wall / 1e9));
    }
  }
}
