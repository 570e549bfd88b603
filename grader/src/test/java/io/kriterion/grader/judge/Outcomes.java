package io.kriterion.grader.judge;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Checker;
import io.kriterion.grader.task.Expectation;
import io.kriterion.grader.task.FailureMeaning;
import io.kriterion.grader.task.Group;
import io.kriterion.grader.task.ImageSource;
import io.kriterion.grader.task.Interactor;
import io.kriterion.grader.task.Limits;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Steps and their outcomes for tests: unless said otherwise, a step that expects {@code 3} and a
 * program that prints it.
 */
final class Outcomes {
  static final Step STEP = step(FailureMeaning.OWN_VERDICT);

  /** A step whose program talks to an interactor. */
  static final Step INTERACTIVE =
      new Step(
          "s",
          List.of("./a"),
          Map.of(),
          Bytes.EMPTY,
          Optional.empty(),
          Limits.DEFAULTS,
          5,
          FailureMeaning.OWN_VERDICT,
          Optional.of(
              new Interactor(
                  List.of("./judge"),
                  List.of(),
                  new ImageSource.Environment("base"),
                  Limits.DEFAULTS)),
          List.of());

  private Outcomes() {}

  /** An interactor that ended with a code, before or after the step's program. */
  static Interaction interaction(int code, boolean endedFirst) {
    return new Interaction(
        exited(code, ""), endedFirst, Bytes.ofText("\n  at a loss\nmore than one line\n"));
  }

  static Step step(FailureMeaning failure) {
    return step("s", 5, failure);
  }

  static Step step(String name, int points, FailureMeaning failure) {
    Expectation expect = new Expectation(Bytes.ofText("3\n"), new Checker.Tokens());
    return new Step(
        name,
        List.of("./a"),
        Map.of(),
        Bytes.EMPTY,
        Optional.of(expect),
        Limits.DEFAULTS,
        points,
        failure);
  }

  /**
   * A task of steps {@code s1}, {@code s2} and so on, of 5 points each where their group has none.
   */
  static Task task(int steps, List<Group> groups) {
    Set<String> without =
        groups.stream()
            .filter(group -> group.points().isPresent())
            .flatMap(group -> group.steps().stream())
            .collect(Collectors.toSet());
    return new Task(
        "t",
        Optional.empty(),
        new ImageSource.Environment("base"),
        Optional.empty(),
        Limits.DEFAULTS,
        List.of(),
        IntStream.rangeClosed(1, steps)
            .mapToObj(i -> "s" + i)
            .map(name -> step(name, without.contains(name) ? 0 : 5, FailureMeaning.OWN_VERDICT))
            .toList(),
        groups);
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
