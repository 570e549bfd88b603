package io.kriterion.client;

/** What became of a step, of a group or of a task. */
public enum Verdict {
  /** It ended well, within its limits, and printed what was expected. */
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
  /** It used more memory than allowed. */
  MEMORY_LIMIT,
  /** It printed more than allowed. */
  OUTPUT_LIMIT,
  /** The node, not the submission, failed. */
  INTERNAL_ERROR,
  /** One that this client does not know: the node is newer. */
  UNKNOWN
}
