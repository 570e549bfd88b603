package io.kriterion.grader.api;

import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.proto.grader.v1.SubmitRequest;
import java.util.Optional;

/** Makes a task for the queue of what was submitted. Thread-safe. */
@FunctionalInterface
public interface TaskIntake {

  /**
   * Reads a request. The API sees to the task's key: the request's is never empty here, and
   * whatever key the answer has, the queue gets {@code owner/key}.
   *
   * @param request what was sent; none of it is trusted
   * @param owner who sent it
   * @param trust how far the sender's submissions are trusted
   * @param traceparent the sender's trace context (W3C traceparent), where it sent one
   * @throws GraderException of the class TASK (TaskFormatException is one): it cannot be read; the
   *     message goes to the sender, and may have many lines
   * @throws IllegalArgumentException as GraderException: a bound of {@link NewTask} is not kept
   */
  NewTask read(SubmitRequest request, String owner, Trust trust, Optional<String> traceparent);
}
