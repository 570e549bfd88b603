package io.kriterion.grader.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Limits;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pair of causes that one step can have, with the verdict that the first of the two must
 * give.
 */
final class RulePairsTest {
  /**
   * The parts of an outcome; a cause changes one, so two causes of the same part exclude each
   * other.
   */
  enum Part {
    EXIT,
    CAUSE,
    MEMORY,
    OUTPUT_SIZE,
    CPU_TIME,
    /** What says whether the program was right: its output, or its interactor. */
    ANSWER
  }

  /** What may go wrong, in the order of precedence. */
  enum Cause {
    CANCELLED(Part.CAUSE, Verdict.INTERNAL_ERROR, "cancelled"),
    INTERACTOR_FAILURE(
        Part.ANSWER,
        Verdict.INTERNAL_ERROR,
        "the interactor failed: exit code 2 (expected: 42 for right, 43 for wrong): at a loss"),
    OUT_OF_MEMORY(Part.MEMORY, Verdict.MEMORY_LIMIT, "out of memory (limit 256MiB)"),
    WRONG_FIRST(Part.ANSWER, Verdict.WRONG_ANSWER, "at a loss"),
    KILLED_FOR_CPU(Part.CAUSE, Verdict.TIME_LIMIT, "CPU time (limit 10s)"),
    KILLED_FOR_WALL(Part.CAUSE, Verdict.WALL_TIME_LIMIT, "still running after 30s"),
    KILLED_AFTER_ITS_INTERACTOR(
        Part.CAUSE, Verdict.WALL_TIME_LIMIT, "still running 1s after the interactor had ended"),
    KILLED_FOR_OUTPUT(Part.CAUSE, Verdict.OUTPUT_LIMIT, "too much output (limit 1MiB)"),
    UNKNOWN_EXIT(Part.EXIT, Verdict.INTERNAL_ERROR, "the stream broke off"),
    FORK_REFUSED(Part.EXIT, Verdict.INTERNAL_ERROR, "could not start: no process left (EAGAIN)"),
    MUCH_CPU(Part.CPU_TIME, Verdict.TIME_LIMIT, "10.001s of CPU time (limit 10s)"),
    MUCH_OUTPUT(Part.OUTPUT_SIZE, Verdict.OUTPUT_LIMIT, "too much output (limit 1MiB)"),
    NO_PROGRAM(
        Part.EXIT, Verdict.RUNTIME_ERROR, "could not start: no such file or directory (ENOENT)"),
    SIGNAL(Part.EXIT, Verdict.RUNTIME_ERROR, "signal 11 (SIGSEGV)"),
    WRONG_AFTERWARDS(Part.ANSWER, Verdict.WRONG_ANSWER, "at a loss"),
    EXIT_CODE(Part.EXIT, Verdict.RUNTIME_ERROR, "exit code 3"),
    WRONG_OUTPUT(Part.ANSWER, Verdict.WRONG_ANSWER, "token 1 differs");

    private final Part part;
    private final Verdict verdict;
    private final String detail;

    Cause(Part part, Verdict verdict, String detail) {
      this.part = part;
      this.verdict = verdict;
      this.detail = detail;
    }
  }

  private static final int EXCLUSIVE_PAIRS = 6 + 10 + 10;

  private static StepOutcome outcome(Set<Cause> causes) {
    Exit exit = new Exit.Exited(0);
    EndCause end = EndCause.ITSELF;
    Duration cpuTime = Limits.DEFAULTS.cpuTime();
    String stdout = "3\n";
    Optional<Interaction> interaction = Optional.empty();
    for (Cause cause : causes) {
      switch (cause) {
        case CANCELLED -> end = EndCause.CANCELLED;
        case KILLED_FOR_CPU -> end = EndCause.CPU_LIMIT;
        case KILLED_FOR_WALL -> end = EndCause.WALL_LIMIT;
        case KILLED_AFTER_ITS_INTERACTOR -> end = EndCause.OUTLASTED;
        case INTERACTOR_FAILURE -> interaction = Optional.of(Outcomes.interaction(2, true));
        case WRONG_FIRST -> interaction = Optional.of(Outcomes.interaction(43, true));
        case WRONG_AFTERWARDS -> interaction = Optional.of(Outcomes.interaction(43, false));
        case KILLED_FOR_OUTPUT -> end = EndCause.OUTPUT_LIMIT;
        case UNKNOWN_EXIT -> exit = new Exit.Unknown("the stream broke off");
        case FORK_REFUSED -> exit = new Exit.NotStarted(11);
        case NO_PROGRAM -> exit = new Exit.NotStarted(2);
        case SIGNAL -> exit = new Exit.Signalled(11);
        case EXIT_CODE -> exit = new Exit.Exited(3);
        case MUCH_CPU -> cpuTime = cpuTime.plusNanos(1);
        case WRONG_OUTPUT -> stdout = "4\n";
        case OUT_OF_MEMORY, MUCH_OUTPUT -> {}
      }
    }
    return new StepOutcome(
        exit,
        end,
        causes.contains(Cause.OUT_OF_MEMORY),
        causes.contains(Cause.MUCH_OUTPUT),
        Outcomes.usage(cpuTime),
        Bytes.ofText(stdout),
        interaction);
  }

  static Stream<List<Cause>> pairs() {
    List<List<Cause>> pairs = new ArrayList<>();
    for (Cause first : Cause.values()) {
      for (Cause second : Cause.values()) {
        if (first.compareTo(second) < 0 && first.part != second.part) {
          pairs.add(List.of(first, second));
        }
      }
    }
    return pairs.stream();
  }

  @Test
  void onlyCausesOfTheSamePartAreLeftOut() {
    int causes = Cause.values().length;
    assertThat(causes)
        .as("a cause for every rule but the last")
        .isEqualTo(Rule.values().length - 1);
    assertThat(pairs()).hasSize(causes * (causes - 1) / 2 - EXCLUSIVE_PAIRS);
  }

  @ParameterizedTest
  @EnumSource
  void oneCause(Cause cause) {
    assertJudged(EnumSet.of(cause), cause);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theFirstOfTwoCausesDecides(List<Cause> pair) {
    assertJudged(EnumSet.copyOf(pair), pair.getFirst());
  }

  @Test
  void anInteractorThatIsContentIsAccepted() {
    StepOutcome outcome = outcome(Set.of()).with(EndCause.ITSELF, Outcomes.interaction(42, true));
    StepResult result = Judge.judge(Outcomes.INTERACTIVE, outcome);
    assertThat(result.verdict()).contains(Verdict.ACCEPTED);
    assertThat(result.points()).isEqualTo(5);
  }

  @Test
  void noCauseIsAccepted() {
    StepResult result = Judge.judge(Outcomes.STEP, outcome(Set.of()));
    assertThat(result.verdict()).contains(Verdict.ACCEPTED);
    assertThat(result.detail()).isEmpty();
    assertThat(result.points()).isEqualTo(5);
  }

  private static void assertJudged(Set<Cause> causes, Cause decisive) {
    StepOutcome outcome = outcome(causes);
    Step step = outcome.interaction().isPresent() ? Outcomes.INTERACTIVE : Outcomes.STEP;
    StepResult result = Judge.judge(step, outcome);
    assertThat(result.verdict()).contains(decisive.verdict);
    assertThat(result.detail()).endsWith(decisive.detail);
    assertThat(result.points()).isZero();
  }
}
