package io.kriterion.grader.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Grading could not be done. The message is one line for a person: what is wrong and what to do.
 */
public class GraderException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final FailureClass failureClass;

  /**
   * A failure without one below it.
   *
   * @param failureClass whose fault it is
   * @param message one line: what is wrong, and what to do
   */
  public GraderException(FailureClass failureClass, String message) {
    this(failureClass, message, null);
  }

  /**
   * A failure with the one that caused it.
   *
   * @param failureClass whose fault it is
   * @param message one line: what is wrong, and what to do
   * @param cause the failure below
   */
  public GraderException(FailureClass failureClass, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.failureClass = Objects.requireNonNull(failureClass, "failureClass");
  }

  /** Whose fault it is. */
  public final FailureClass failureClass() {
    return failureClass;
  }
}
