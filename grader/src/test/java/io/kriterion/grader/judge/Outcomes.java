package io.kriterion.grader.judge;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Checker;
import io.kriterion.grader.task.Expectation;
import io.kriterion.grader.task.FailureMeaning;
import io.kriterion.grader.task.Limits;
import io.kriterion.grader.task.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Steps and their outcomes for tests: unless said otherwise, a step that expects {@code 3} and a
 * program that prints it.
 */
final class Outcomes {
  static final Step STEP = step(FailureMeaning.OWN_VERDICT);

  private Outcomes() {}

  static Step step(FailureMeaning failure) {
    Expectation expect = new Expectation(Bytes.ofText("3\n"), new Checker.Tokens());
    return new Step(
        "s",
        List.of("./a"),
        Map.of(),
        Bytes.EMPTY,
        Optional.of(expect),
        Limits.DEFAULTS,
        5,
        failure);
  }

  static StepOutcome exited(int code, String stdout) {
    return new StepOutcome(
        new Exit.Exited(code),
        EndCause.ITSELF,
        false,
        false,
        usage(Duration.ofMillis(3)),
        Bytes.ofText(stdout));
  }

  static StepOutcome ended(Exit exit) {
    return new StepOutcome(
        exit, EndCause.ITSELF, false, false, usage(Duration.ofMillis(3)), Bytes.ofText("3\n"));
  }

  static StepOutcome.Usage usage(Duration cpuTime) {
    return new StepOutcome.Usage(cpuTime, Duration.ofMillis(7), new ByteSize(4096));
  }
}
