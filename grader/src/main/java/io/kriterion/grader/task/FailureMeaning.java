package io.kriterion.grader.task;

/** What it means when a step is not accepted. */
public enum FailureMeaning {
  /** The step has the verdict that its outcome gives, and the next step runs. */
  OWN_VERDICT,
  /** The submission could not be built: the verdict is COMPILE_ERROR and no later step runs. */
  COMPILE_ERROR
}
