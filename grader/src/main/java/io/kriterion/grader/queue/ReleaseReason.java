package io.kriterion.grader.queue;

/** Why a worker gives a task back. */
public enum ReleaseReason {
  /** It stops, or never began: counts against nobody. */
  RETURNED,
  /** It had no means for it: counts against nobody, but the turn and its time were had. */
  UNTRIED,
  /** The attempt failed: counts, and after as many as a task may have, the task is dead. */
  FAILED
}
