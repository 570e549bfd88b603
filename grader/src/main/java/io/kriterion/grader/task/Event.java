package io.kriterion.grader.task;

/**
 * Something that happened to a task, told while it happens. The last event is {@link Finished} or
 * {@link Failed}.
 */
public sealed interface Event {
  /** One of the two streams that a program writes to. */
  enum Stream {
    /** Standard output. */
    STDOUT,
    /** Standard error. */
    STDERR
  }

  /**
   * It is settled where the task runs.
   *
   * @param handler the runtime handler
   * @param image the image's id or reference
   */
  record Planned(String handler, String image) implements Event {}

  /**
   * A step starts.
   *
   * @param step its name
   */
  record Started(String step) implements Event {}

  /**
   * A program printed something.
   *
   * @param step the step's name
   * @param stream where to
   * @param data what, never empty; cut anywhere, inside a character too
   */
  record Output(String step, Stream stream, Bytes data) implements Event {}

  /**
   * A program printed more than its limit; no more output of this step follows.
   *
   * @param step the step's name
   */
  record OutputTruncated(String step) implements Event {}

  /**
   * A step ended, or will not run.
   *
   * @param result what became of it
   */
  record StepFinished(StepResult result) implements Event {}

  /**
   * The task ended; the last event.
   *
   * @param result what became of it
   */
  record Finished(Result result) implements Event {}

  /**
   * The node could not grade the task; the last event.
   *
   * @param reason one line
   */
  record Failed(String reason) implements Event {}
}
