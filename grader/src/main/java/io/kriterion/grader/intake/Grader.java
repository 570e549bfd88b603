package io.kriterion.grader.intake;

import io.kriterion.grader.pipeline.PlanRequest;
import io.kriterion.grader.pipeline.Plans;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import java.util.function.Consumer;

/** What an intake needs of the machinery that grades: the runtime, its handlers, its sandboxes. */
public interface Grader {

  /** The plans of one submission. Does not block; they do. */
  Plans plans(PlanRequest request);

  /**
   * Grades a submission; blocks until its sandboxes are gone. The exceptions are those of {@link
   * io.kriterion.grader.pipeline.Attempts#grade}.
   *
   * @param events told what happens, in order, on this thread
   */
  Result grade(Plans plans, Consumer<Event> events) throws InterruptedException;

  /** Whether the runtime answers; blocks while it is asked. */
  boolean answers();

  /** How many times it was found that the runtime does not answer. Does not block. */
  long outages();
}
