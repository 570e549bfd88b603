package io.kriterion.grader.intake;

/**
 * Told how tasks fare, for metrics and traces. Called on the threads that grade, by many at a time;
 * does not block and does not throw.
 */
@FunctionalInterface
public interface TaskObserver {

  /** An attempt has ended, and the queue knows it. */
  void ended(TaskEnd end);
}
