package io.kriterion.grader.judge;

/** What made a step end; where there were several causes, the first. */
public enum EndCause {
  /** The program itself, or a signal that no limit of ours sent. */
  ITSELF,
  /** It was killed for its CPU time. */
  CPU_LIMIT,
  /** It was killed for its wall time. */
  WALL_LIMIT,
  /** It was killed for its output. */
  OUTPUT_LIMIT,
  /** It was killed because it ran on for too long after its interactor had ended. */
  OUTLASTED,
  /** The node ended it for a reason that has nothing to do with the submission. */
  CANCELLED
}
