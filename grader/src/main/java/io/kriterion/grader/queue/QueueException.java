package io.kriterion.grader.queue;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A queue did not do what it was asked; the reason says what the caller can do. */
public final class QueueException extends GraderException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** There is no such task, or it has been forgotten. */
    UNKNOWN_TASK(FailureClass.TASK),
    /**
     * The lease has ended: another attempt may have begun, or the task has its last state. The
     * worker stops what it does for this attempt; nothing of it counts any more.
     */
    STALE_ATTEMPT(FailureClass.NODE),
    /** The key belongs to a task that is different from this one. */
    KEY_CONFLICT(FailureClass.TASK),
    /**
     * There is no room for it now: as many tasks wait as may, or as may of one owner, or the disk
     * is full. It may pass.
     */
    FULL(FailureClass.NODE),
    /**
     * A payload, an event or a result has more bytes than the queue takes. It never passes: the
     * call had no effect, and is not to be repeated as it was.
     */
    TOO_LARGE(FailureClass.TASK),
    /**
     * The store does not work, or is closed. Whether the call has taken effect is not known;
     * everything but a claim may be repeated as it was.
     */
    UNAVAILABLE(FailureClass.NODE);

    private final FailureClass failureClass;

    Reason(FailureClass failureClass) {
      this.failureClass = failureClass;
    }
  }

  private final Reason reason;

  /**
   * A refusal.
   *
   * @param reason why
   * @param message one line: what is wrong, and what to do
   */
  public QueueException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * A failure with the one that caused it.
   *
   * @param reason why
   * @param message one line: what is wrong, and what to do
   * @param cause the failure below
   */
  public QueueException(Reason reason, String message, @Nullable Throwable cause) {
    super(Objects.requireNonNull(reason, "reason").failureClass, message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
