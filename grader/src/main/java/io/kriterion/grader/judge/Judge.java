package io.kriterion.grader.judge;

import io.kriterion.grader.task.DurationText;
import io.kriterion.grader.task.FailureMeaning;
import io.kriterion.grader.task.Limits;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes verdicts of what was observed, by the rules in SPECIFICATION.md, "Verdicts". Stateless,
 * never blocks; takes time linear in the output.
 */
public final class Judge {
  private Judge() {}

  /** The result of {@code step}, which ended with {@code outcome}. */
  public static StepResult judge(Step step, StepOutcome outcome) {
    Rule rule = Rule.of(step, outcome);
    Verdict verdict = meaning(step, rule.verdict());
    StepOutcome.Usage usage = outcome.usage();
    return new StepResult(
        step.name(),
        Optional.of(verdict),
        detail(rule, step, outcome),
        usage.cpuTime(),
        usage.wallTime(),
        usage.peakMemory(),
        verdict == Verdict.ACCEPTED ? step.points() : 0,
        step.points(),
        rule == Rule.SIGNALLED && outcome.exit() instanceof Exit.Signalled(int signal)
            ? OptionalInt.of(signal)
            : OptionalInt.empty());
  }

  /**
   * Whether no further step may run after {@code result}: it is COMPILE_ERROR or INTERNAL_ERROR.
   */
  public static boolean endsTask(StepResult result) {
    return result
        .verdict()
        .filter(v -> v == Verdict.COMPILE_ERROR || v == Verdict.INTERNAL_ERROR)
        .isPresent();
  }

  /**
   * The verdict of a task whose steps had these results: INTERNAL_ERROR if one has it, else
   * COMPILE_ERROR if one has it, else the first that is not ACCEPTED; INTERNAL_ERROR too where a
   * step did not run and no verdict says why, or where there is no step.
   */
  public static Verdict overall(List<StepResult> steps) {
    List<Verdict> verdicts = steps.stream().flatMap(step -> step.verdict().stream()).toList();
    if (verdicts.contains(Verdict.INTERNAL_ERROR)) {
      return Verdict.INTERNAL_ERROR;
    } else if (verdicts.contains(Verdict.COMPILE_ERROR)) {
      return Verdict.COMPILE_ERROR;
    } else if (steps.isEmpty() || verdicts.size() < steps.size()) {
      return Verdict.INTERNAL_ERROR;
    }
    return verdicts.stream()
        .filter(v -> v != Verdict.ACCEPTED)
        .findFirst()
        .orElse(Verdict.ACCEPTED);
  }

  /** The result of a task whose steps had these results, with all points added up. */
  public static Result result(List<StepResult> steps, Stages stages) {
    int points = steps.stream().mapToInt(StepResult::points).sum();
    int maxPoints = steps.stream().mapToInt(StepResult::maxPoints).sum();
    return new Result(overall(steps), points, maxPoints, steps, stages);
  }

  private static Verdict meaning(Step step, Verdict verdict) {
    boolean failed = verdict != Verdict.ACCEPTED && verdict != Verdict.INTERNAL_ERROR;
    return failed && step.failure() == FailureMeaning.COMPILE_ERROR
        ? Verdict.COMPILE_ERROR
        : verdict;
  }

  private static String detail(Rule rule, Step step, StepOutcome outcome) {
    Limits limits = step.limits();
    return switch (rule) {
      case CANCELLED -> "cancelled";
      case OUT_OF_MEMORY -> "out of memory (limit " + limits.memory() + ")";
      case CPU_LIMIT, CPU_MEASURED ->
          milliseconds(outcome.usage().cpuTime())
              + " of CPU time (limit "
              + DurationText.print(limits.cpuTime())
              + ")";
      case WALL_LIMIT -> "still running after " + DurationText.print(limits.wallTime());
      case OUTPUT_LIMIT, OUTPUT_CUT -> "too much output (limit " + limits.output() + ")";
      case DIFFERENT_OUTPUT -> OutputCheck.difference(step, outcome.stdout()).orElse("");
      case ALL_WELL -> "";
      case UNKNOWN_EXIT, START_REFUSED, NOT_STARTED, SIGNALLED, NONZERO_EXIT ->
          describe(outcome.exit());
    };
  }

  private static String describe(Exit exit) {
    return switch (exit) {
      case Exit.Exited(int code) -> "exit code " + code;
      case Exit.Signalled(int signal) -> Signal.describe(signal);
      case Exit.NotStarted(int errno) -> "could not start: " + Errno.describe(errno);
      case Exit.Unknown(String reason) -> reason;
    };
  }

  /** Rounded up, so that a time over the limit never reads as the limit. */
  private static String milliseconds(Duration duration) {
    return DurationText.print(Duration.ofMillis(duration.plusNanos(999_999).toMillis()));
  }
}
