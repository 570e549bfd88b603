package io.kriterion.grader.queue;

/** Where a task is. The last three are its last. */
public enum TaskState {
  /** Nobody works on it. */
  QUEUED,
  /** An attempt has a lease on it. */
  RUNNING,
  /** It has its result. */
  DONE,
  /** It was cancelled, and will have no result. */
  CANCELLED,
  /** Its attempts failed, as many as it may have; it will have no result. */
  DEAD;

  /** Whether it stays like this. */
  public boolean isLast() {
    return this == DONE || this == CANCELLED || this == DEAD;
  }
}
