package io.kriterion.grader.judge;

import io.kriterion.grader.judge.Interaction.Answer;
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
  INTERACTOR_FAILED(
      Verdict.INTERNAL_ERROR,
      "its interactor ended otherwise than with 42 or 43, passed a limit of its own or could not be run",
      "without an interactor that works nothing is known of the program, which may wait for it in vain"),
  OUT_OF_MEMORY(
      Verdict.MEMORY_LIMIT,
      "the kernel killed a process of the sandbox for memory",
      "every other symptom may follow from it: a signal, a parent that fails or waits, even exit code 0"),
  WRONG_BEFORE_ITS_END(
      Verdict.WRONG_ANSWER,
      "its interactor had said wrong (exit code 43) while it still ran, or its last output had not been read",
      "what a program does with nobody left to talk to does not count: a flood, a loop, a crash"),
  CPU_LIMIT(
      Verdict.TIME_LIMIT,
      "it was killed for its CPU time",
      "of the limits that end a step only the first is recorded, so these exclude each other"),
  WALL_LIMIT(
      Verdict.WALL_TIME_LIMIT,
      "it was killed for its wall time",
      "holds even if the node had to destroy the sandbox to end it and so saw no exit"),
  OUTLASTED(
      Verdict.WALL_TIME_LIMIT,
      "it was killed because it still ran 1 s after its interactor had ended",
      "it was right, but did not end; the wall limit may be far away"),
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
  INTERACTOR_SAYS_WRONG(
      Verdict.WRONG_ANSWER,
      "it ended first, and its interactor said wrong (exit code 43)",
      "a program that is told that it is wrong may well end with another exit code than 0"),
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
      case INTERACTOR_FAILED ->
          step.interactor().isPresent() && answer(step, outcome) == Answer.FAILED;
      case OUT_OF_MEMORY -> outcome.outOfMemory();
      case WRONG_BEFORE_ITS_END ->
          answer(step, outcome) == Answer.WRONG
              && outcome.interaction().filter(Interaction::endedFirst).isPresent();
      case CPU_LIMIT -> outcome.cause() == EndCause.CPU_LIMIT;
      case WALL_LIMIT -> outcome.cause() == EndCause.WALL_LIMIT;
      case OUTLASTED -> outcome.cause() == EndCause.OUTLASTED;
      case OUTPUT_LIMIT -> outcome.cause() == EndCause.OUTPUT_LIMIT;
      case UNKNOWN_EXIT -> outcome.exit() instanceof Exit.Unknown;
      case START_REFUSED ->
          outcome.exit() instanceof Exit.NotStarted start && Errno.isNodeFault(start.errno());
      case CPU_MEASURED -> outcome.usage().cpuTime().compareTo(step.limits().cpuTime()) > 0;
      case OUTPUT_CUT -> outcome.outputTruncated();
      case NOT_STARTED -> outcome.exit() instanceof Exit.NotStarted;
      case SIGNALLED -> outcome.exit() instanceof Exit.Signalled;
      case INTERACTOR_SAYS_WRONG -> answer(step, outcome) == Answer.WRONG;
      case NONZERO_EXIT -> outcome.exit() instanceof Exit.Exited exit && exit.code() != 0;
      case DIFFERENT_OUTPUT -> OutputCheck.difference(step, outcome.stdout()).isPresent();
      case ALL_WELL -> true;
    };
  }

  /* A step whose interactor nobody has seen is not proven right. */
  private static Answer answer(Step step, StepOutcome outcome) {
    return step.interactor()
        .flatMap(of -> outcome.interaction().map(seen -> seen.answer(of)))
        .orElse(Answer.FAILED);
  }
}
