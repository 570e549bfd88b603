package io.kriterion.grader.judge;

import io.kriterion.grader.task.DurationText;
import io.kriterion.grader.task.FailureMeaning;
import io.kriterion.grader.task.GroupResult;
import io.kriterion.grader.task.Interactor;
import io.kriterion.grader.task.Limits;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;

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
            : OptionalInt.empty(),
        outcome.exit() instanceof Exit.Unknown);
  }

  /**
   * Whether no further step may run after {@code result}: it is COMPILE_ERROR or INTERNAL_ERROR, or
   * the step took the sandbox with it.
   */
  public static boolean endsTask(StepResult result) {
    return result.sandboxLost()
        || result
            .verdict()
            .filter(v -> v == Verdict.COMPILE_ERROR || v == Verdict.INTERNAL_ERROR)
            .isPresent();
  }

  /**
   * The verdict of a task whose steps had these results: INTERNAL_ERROR if one has it, else
   * COMPILE_ERROR if one has it, else the first that is not ACCEPTED; INTERNAL_ERROR too where a
   * step has no result, or did not run and no verdict says why.
   */
  public static Verdict overall(Task task, List<StepResult> steps) {
    Optional<Verdict> verdict = GroupJudge.together(steps);
    boolean ended = steps.stream().anyMatch(Judge::endsTask);
    if (!ended && (steps.size() != task.steps().size() || isSkippedInVain(task, steps))) {
      return Verdict.INTERNAL_ERROR;
    }
    return verdict.orElse(Verdict.INTERNAL_ERROR);
  }

  private static boolean isSkippedInVain(Task task, List<StepResult> steps) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).verdict().isEmpty() && Skips.reason(task, steps.subList(0, i)).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** The result of a task whose steps had these results, in its order, with all points added up. */
  public static Result result(Task task, List<StepResult> steps, Stages stages) {
    List<GroupResult> groups =
        task.groups().stream().map(group -> GroupJudge.result(group, steps)).toList();
    int points = steps.stream().mapToInt(StepResult::points).sum();
    for (int i = 0; i < groups.size(); i++) {
      if (task.groups().get(i).points().isPresent()) {
        points += groups.get(i).points();
      }
    }
    return new Result(
        overall(task, steps), points, task.maxPoints(), steps, groups, stages, Optional.empty());
  }

  private static Verdict meaning(Step step, Verdict verdict) {
    boolean failed = verdict != Verdict.ACCEPTED && verdict != Verdict.INTERNAL_ERROR;
    return failed && step.failure() == FailureMeaning.COMPILE_ERROR
        ? Verdict.COMPILE_ERROR
        : verdict;
  }

  /** The verdict's reason in one line; empty where there is nothing to say. */
  static String detail(Rule rule, Step step, StepOutcome outcome) {
    Limits limits = step.limits();
    return switch (rule) {
      case CANCELLED -> "cancelled";
      case INTERACTOR_FAILED ->
          said(step, outcome, Interaction::failure).orElse("its interactor was not seen");
      case WRONG_BEFORE_ITS_END, INTERACTOR_SAYS_WRONG ->
          said(step, outcome, (interaction, of) -> interaction.words())
              .filter(words -> !words.isEmpty())
              .orElse("the interactor says so");
      case OUTLASTED -> "still running 1s after the interactor had ended";
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

  private static Optional<String> said(
      Step step, StepOutcome outcome, BiFunction<Interaction, Interactor, String> what) {
    return step.interactor()
        .flatMap(of -> outcome.interaction().map(interaction -> what.apply(interaction, of)));
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
