package io.kriterion.grader.intake;

import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskTimes;
import io.kriterion.grader.task.Delays;
import io.kriterion.grader.task.Result;
import java.time.Instant;
import java.util.Optional;

/**
 * How an attempt at a task ended on this node.
 *
 * @param task the task
 * @param attempt the number of the attempt, 1 or more
 * @param ending how it ended
 * @param handler the runtime handler, where one had been chosen
 * @param result the result, where there is one
 * @param delays those of the task, where there is a result
 * @param times what the queue knows of the task's times
 * @param ended when it ended, by this machine's clock
 * @param traceparent the submitter's trace context (W3C traceparent), where it sent one
 * @param reason one line: why there is no result; empty where there is one
 */
public record TaskEnd(
    TaskId task,
    int attempt,
    Ending ending,
    Optional<String> handler,
    Optional<Result> result,
    Optional<Delays> delays,
    TaskTimes times,
    Instant ended,
    Optional<String> traceparent,
    String reason) {

  /** How an attempt may end. */
  public enum Ending {
    /** With a result, which the queue has. */
    GRADED,
    /** The task cannot be graded here or anywhere, which the queue has as its result. */
    REFUSED,
    /** The node failed it, and gave it back; it counts against the task's attempts. */
    FAILED,
    /** The node stops, and gave it back. */
    RETURNED,
    /** The node had no handler for it that could be used, and gave it back. */
    UNTRIED,
    /** It was cancelled. */
    CANCELLED,
    /** Its lease had ended before it; nothing of it counts. */
    LOST
  }
}
