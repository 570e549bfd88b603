package io.kriterion.grader.pipeline;

import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import java.util.function.Consumer;

/** Grades a submission once, as {@link Grading#grade} does and with its exceptions. */
@FunctionalInterface
public interface OneAttempt {

  /**
   * Grades; blocks until the submission's sandbox is gone again.
   *
   * @param events told what happens, on the grading thread, in order
   */
  Result grade(Plan plan, Consumer<Event> events) throws InterruptedException;
}
