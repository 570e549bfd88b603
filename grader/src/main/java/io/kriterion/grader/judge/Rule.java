package io.kriterion.grader.judge;

import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.Verdict;

/**
 * The precedence of verdicts: the first rule, in the order of declaration, that applies to a step's
 * outcome gives its verdict. SPECIFICATION.md prints this table; a test holds the two together.
 */
enum Rule {
  CANCELLED(
      Verdict.INTERNAL_ERROR,
      "the node ended the step for a reason of its own",
      "what the program would have done is not known"),
  OUT_OF_MEMORY(
      Verdict.MEMORY_LIMIT,
      "the kernel killed a process of the sandbox for memory",
      "every other symptom may follow from it: a signal, a parent that fails or waits, even exit code 0"),
  CPU_LIMIT(
      Verdict.TIME_LIMIT,
      "it was killed for its CPU time",
      "of the limits that end a step only the first is recorded, so these three exclude each other"),
  WALL_LIMIT(
      Verdict.WALL_TIME_LIMIT,
      "it was killed for its wall time",
      "holds even if the node had to destroy the sandbox to end it and so saw no exit"),
  OUTPUT_LIMIT(
      Verdict.OUTPUT_LIMIT,
      "it was killed for its output",
      "the signal that ended it is ours, and a right answer before the flood does not count"),
  UNKNOWN_EXIT(
      Verdict.INTERNAL_ERROR,
      "no complete report of its exit arrived",
      "without one nothing is proven, whatever it printed; no limit explains the loss"),
  START_REFUSED(
      Verdict.INTERNAL_ERROR,
      "the node lacked the resources to start it (EIO, EAGAIN, ENOMEM, ENFILE, EMFILE)",
      "the program never ran; another try may go well"),
  CPU_MEASURED(
      Verdict.TIME_LIMIT,
      "it ended by itself with more CPU time than allowed",
      "the counter decides, not the moment at which somebody looked at it"),
  OUTPUT_CUT(
      Verdict.OUTPUT_LIMIT,
      "it ended by itself with more output than allowed",
      "what was cut cannot be checked"),
  NOT_STARTED(
      Verdict.RUNTIME_ERROR,
      "it could not be started for another reason",
      "the program is missing, not executable or malformed"),
  SIGNALLED(
      Verdict.RUNTIME_ERROR,
      "a signal ended it",
      "no limit of ours sent it, or a rule above would have applied"),
  NONZERO_EXIT(
      Verdict.RUNTIME_ERROR,
      "its exit code is not 0",
      "the program says itself that it failed, so its output is not checked"),
  DIFFERENT_OUTPUT(
      Verdict.WRONG_ANSWER,
      "its stdout is not what the step expects",
      "only a program that ended well has given an answer"),
  ALL_WELL(
      Verdict.ACCEPTED,
      "none of the above",
      "exit code 0, within the limits, and the expected output where one is named");

  private final Verdict verdict;
  private final String when;
  private final String why;

  Rule(Verdict verdict, String when, String why) {
    this.verdict = verdict;
    this.when = when;
    this.why = why;
  }

  /** The first rule that applies. */
  static Rule of(Step step, StepOutcome outcome) {
    for (Rule rule : values()) {
      if (rule.applies(step, outcome)) {
        return rule;
      }
    }
    return ALL_WELL;
  }

  Verdict verdict() {
    return verdict;
  }

  /** When it applies, in words. */
  String when() {
    return when;
  }

  /** Why it stands where it does, in words. */
  String why() {
    return why;
  }

  private boolean applies(Step step, StepOutcome outcome) {
    return switch (this) {
      case CANCELLED -> outcome.cause() == EndCause.CANCELLED;
      case OUT_OF_MEMORY -> outcome.outOfMemory();
      case CPU_LIMIT -> outcome.cause() == EndCause.CPU_LIMIT;
      case WALL_LIMIT -> outcome.cause() == EndCause.WALL_LIMIT;
      case OUTPUT_LIMIT -> outcome.cause() == EndCause.OUTPUT_LIMIT;
      case UNKNOWN_EXIT -> outcome.exit() instanceof Exit.Unknown;
      case START_REFUSED ->
          outcome.exit() instanceof Exit.NotStarted start && Errno.isNodeFault(start.errno());
      case CPU_MEASURED -> outcome.usage().cpuTime().compareTo(step.limits().cpuTime()) > 0;
      case OUTPUT_CUT -> outcome.outputTruncated();
      case NOT_STARTED -> outcome.exit() instanceof Exit.NotStarted;
      case SIGNALLED -> outcome.exit() instanceof Exit.Signalled;
      case NONZERO_EXIT -> outcome.exit() instanceof Exit.Exited exit && exit.code() != 0;
      case DIFFERENT_OUTPUT -> OutputCheck.difference(step, outcome.stdout()).isPresent();
      case ALL_WELL -> true;
    };
  }
}
