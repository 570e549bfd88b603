package io.kriterion.grader.bench;

import io.kriterion.grader.init.OutputSink;
import io.kriterion.grader.init.StepCommand;
import io.kriterion.grader.init.StepExit;
import io.kriterion.grader.init.StepInput;
import io.kriterion.grader.node.RuntimeConnection;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.sandbox.RuntimeHost;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.FailureMeaning;
import io.kriterion.grader.task.ImageSource;
import io.kriterion.grader.task.Limits;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What all measurements share: a runtime, a handler, the environment {@code base}. Not safe for use
 * by several threads.
 */
public final class Bench {

  static final int MEGABYTE = 1_000_000;

  private static final Limits LIMITS = Limits.DEFAULTS;

  private final RuntimeConnection connection;
  private final String handler;
  private final int runs;
  private final Plan plan;

  /**
   * A bench on a runtime; gets the image if it is not there.
   *
   * @param handler the runtime handler that is measured
   * @param runs how many times each thing is measured at the least
   * @throws io.kriterion.grader.error.GraderException when there is no such handler or image
   */
  public Bench(RuntimeConnection connection, String handler, int runs) throws InterruptedException {
    this.connection = connection;
    this.handler = handler;
    this.runs = runs;
    this.plan = connection.plan(task(1), Submission.empty(), Optional.of(handler));
  }

  /** The figures that can be measured, in the order in which they are. */
  public static List<String> names() {
    return List.of(
        "warm-first-output",
        "cold",
        "cases-per-second",
        "case-overhead",
        "sandboxes-per-second",
        "output-rate",
        "idle-memory");
  }

  /**
   * Measures; blocks for minutes.
   *
   * @param wanted which of {@link #names}
   * @param found told each figure as soon as it is there
   */
  public void measure(List<String> wanted, Consumer<Figure> found) throws InterruptedException {
    if (wanted.contains("warm-first-output")) {
      found.accept(new WarmFirstOutput(this).measure());
    }
    if (wanted.contains("cold")) {
      found.accept(new Cold(this).measure());
    }
    if (wanted.contains("cases-per-second") || wanted.contains("case-overhead")) {
      new Cases(this)
          .measure().stream().filter(figure -> wanted.contains(figure.name())).forEach(found);
    }
    if (wanted.contains("sandboxes-per-second")) {
      found.accept(new SandboxRate(this).measure());
    }
    if (wanted.contains("output-rate")) {
      found.accept(new OutputRate(this).measure());
    }
    if (wanted.contains("idle-memory")) {
      found.accept(new IdleMemory(this).measure());
    }
  }

  RuntimeConnection connection() {
    return connection;
  }

  RuntimeHost host() {
    return connection.host();
  }

  String handler() {
    return handler;
  }

  int runs() {
    return runs;
  }

  SandboxShape shape() {
    return plan.shape();
  }

  /** A plan with that many steps that each run {@code /bin/true}. */
  Plan plan(int steps) throws InterruptedException {
    return connection.plan(task(steps), Submission.empty(), Optional.of(handler));
  }

  private static Task task(int count) {
    List<Step> steps = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      steps.add(
          new Step(
              "case " + i,
              List.of("/bin/true"),
              Map.of(),
              Bytes.EMPTY,
              Optional.empty(),
              LIMITS,
              1,
              FailureMeaning.OWN_VERDICT));
    }
    return new Task(
        "bench",
        Optional.empty(),
        new ImageSource.Environment("base"),
        Optional.empty(),
        LIMITS,
        List.of(),
        steps,
        List.of());
  }

  Sandbox launched() {
    return Sandbox.prepare(host(), shape());
  }

  /** Runs a command within limits that it does not reach; it must end well. */
  static StepExit run(Sandbox sandbox, List<String> argv, OutputSink sink) {
    StepExit exit =
        sandbox
            .session()
            .run(
                new StepCommand(
                    argv,
                    Map.of("PATH", "/usr/bin:/bin"),
                    sandbox.workingDirectory(),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(10),
                    Long.MAX_VALUE,
                    1 << 20,
                    LIMITS.processes()),
                StepInput.NONE,
                sink);
    if (exit.kind() != StepExit.Kind.EXITED || exit.value() != 0) {
      throw new IllegalStateException(argv + " ended with " + exit);
    }
    return exit;
  }

  static double millis(long nanos) {
    return nanos / 1e6;
  }
}
