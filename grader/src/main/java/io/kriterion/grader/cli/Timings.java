package io.kriterion.grader.cli;

import io.kriterion.grader.bench.Samples;
import io.kriterion.grader.pipeline.Grading;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.sandbox.BareCalls;
import io.kriterion.grader.sandbox.RuntimeHost;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.task.Stages;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Measures the sandbox's five stages beside the bare CRI calls, in turn in one run, and this
 * process's own start.
 */
final class Timings {

  private record Row(String name, Function<Stages, Duration> of) {}

  private static final List<Row> ROWS =
      List.of(
          new Row("create", Stages::create),
          new Row("launch", Stages::launch),
          new Row("execute", Stages::execute),
          new Row("stop", Stages::stop),
          new Row("clean", Stages::clean),
          new Row("together", Stages::total));

  private final RuntimeHost host;
  private final Plan plan;
  private final int runs;
  private final StartTimes start;

  Timings(RuntimeHost host, Plan plan, int runs, StartTimes start) {
    this.start = start;
    this.host = host;
    this.plan = plan;
    this.runs = runs;
  }

  void print(PrintStream out) throws InterruptedException {
    Grading grading = new Grading(SandboxSource.cold(host), event -> {});
    BareCalls bare = new BareCalls(host, plan.shape());
    List<String> command = plan.task().steps().getLast().command();
    List<Stages> ours = new ArrayList<>();
    List<Stages> baseline = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      baseline.add(bare.run(Optional.of(command)));
      ours.add(grading.grade(plan).stages());
    }
    Table table = new Table();
    table.add(
        List.of("STAGE", "KRITERION p50", "p95", "p99", "BARE CRI p50", "p95", "p99", "RATIO p50"));
    for (Row row : ROWS) {
      Samples mine = sorted(ours, row.of());
      Samples theirs = sorted(baseline, row.of());
      table.add(
          List.of(
              row.name(),
              millis(mine.atMost(50)),
              millis(mine.atMost(95)),
              millis(mine.atMost(99)),
              millis(theirs.atMost(50)),
              millis(theirs.atMost(95)),
              millis(theirs.atMost(99)),
              String.format(Locale.ROOT, "%.2f", mine.atMost(50) / theirs.atMost(50))));
    }
    out.printf(Locale.ROOT, "%d runs each, in turn, handler %s%n%n", runs, plan.handler());
    table.print(out);
    Duration once = Duration.ofNanos((long) (1e6 * sorted(ours, Stages::total).atMost(50)));
    out.printf(
        Locale.ROOT,
        "%nThis process: JVM start %s, ready to grade after %s; with one grading (p50) %s.%n",
        Figures.time(start.jvm()),
        Figures.time(start.ready()),
        Figures.time(start.ready().plus(once)));
  }

  private static Samples sorted(List<Stages> stages, Function<Stages, Duration> of) {
    return Samples.of(stages.stream().map(s -> of.apply(s).toNanos() / 1e6).toList());
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.1f ms", value);
  }
}
