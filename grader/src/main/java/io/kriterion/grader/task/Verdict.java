package io.kriterion.grader.task;

/**
 * What became of a step, or of a task. Which one holds when several could is in SPECIFICATION.md,
 * "Verdicts".
 */
public enum Verdict {
  /** It ended by itself with exit code 0, within its limits, and printed what was expected. */
  ACCEPTED,
  /** It ended well but printed something else than expected. */
  WRONG_ANSWER,
  /** A step that builds the submission failed. */
  COMPILE_ERROR,
  /** It ended with another exit code than 0 or by a signal, or could not be started. */
  RUNTIME_ERROR,
  /** It used more CPU time than allowed. */
  TIME_LIMIT,
  /** It was still running when its wall time was over. */
  WALL_TIME_LIMIT,
  /** The kernel killed one of its processes because the sandbox's memory was used up. */
  MEMORY_LIMIT,
  /** It printed more than allowed. */
  OUTPUT_LIMIT,
  /** The node, not the submission, failed; the submission deserves another try. */
  INTERNAL_ERROR
}
