package io.kriterion.client;

/** Where a task is in its life. */
public enum TaskState {
  /** It waits. */
  QUEUED,
  /** It is graded. */
  RUNNING,
  /** It has a result, or was refused. */
  DONE,
  /** It was cancelled, and nothing of it runs. */
  CANCELLED,
  /** Its attempts failed, as many as it may have: the node's fault. */
  DEAD,
  /** One that this client does not know: the node is newer. */
  UNKNOWN
}
