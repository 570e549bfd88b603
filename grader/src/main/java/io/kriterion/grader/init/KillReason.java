package io.kriterion.grader.init;

/** Why the node ends a running step. */
public enum KillReason {
  /** The cgroup's counter passed the CPU limit. */
  CPU_LIMIT,
  /** Nobody wants the result any more. */
  CANCELLED
}
