package io.kriterion.client;

import org.jspecify.annotations.Nullable;

/**
 * A call of a node's that was not carried out. The message is what the node said, in one line; only
 * for {@link Code#INVALID} there may be several, one for each problem.
 */
public final class GraderClientException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Code code;

  /**
   * A failure.
   *
   * @param code why
   * @param message for people
   * @param cause the failure below
   */
  GraderClientException(Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Why the call was not carried out. */
  public Code code() {
    return code;
  }

  /** Why a call was not carried out. */
  public enum Code {
    /** The request, or the task in it, cannot be read or is too large: its maker must mend it. */
    INVALID,
    /** There is no such task, or it is somebody else's. */
    NOT_FOUND,
    /** The key belongs to another task. */
    CONFLICT,
    /** As many tasks wait as may, or too much comes in at a time: it may pass. */
    FULL,
    /** The node does not know the token. */
    UNAUTHENTICATED,
    /** The token does not allow this. */
    FORBIDDEN,
    /** Nobody answers, or the node cannot serve now: try again later. */
    UNAVAILABLE,
    /** It took too long; it may have been done all the same. */
    DEADLINE,
    /** The calling thread was interrupted, or the client was closed. */
    CANCELLED,
    /** The node is too old for this call. */
    UNSUPPORTED,
    /** The node failed, or sent what it must not send. */
    INTERNAL
  }
}
