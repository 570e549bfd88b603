package io.kriterion.cri.error;

import org.jspecify.annotations.Nullable;

/**
 * There is nobody to talk to: no socket, no permission, a connection that broke, or something that
 * is not a CRI runtime. A runtime that is there and slow is a {@link CriCallException} with {@link
 * CriErrorCode#DEADLINE_EXCEEDED} instead.
 */
public final class CriConnectionException extends CriException {

  private static final long serialVersionUID = 1L;

  /**
   * A failed connection.
   *
   * @param operation what was being done, an RPC's name or {@code connect}
   * @param message what is wrong with the endpoint, and what to do
   * @param retrySafe whether the call has certainly had no effect or may be repeated anyway
   * @param cause the failure below, if there was one
   */
  public CriConnectionException(
      String operation, String message, boolean retrySafe, @Nullable Throwable cause) {
    this(operation, null, message, retrySafe, cause);
  }

  /**
   * A call that found nobody, or lost its connection.
   *
   * @param operation the RPC's name
   * @param object the id or name of what the call was about, if it was about one thing
   * @param message what is wrong with the endpoint, and what to do
   * @param retrySafe whether the call has certainly had no effect or may be repeated anyway
   * @param cause the failure below, if there was one
   */
  public CriConnectionException(
      String operation,
      @Nullable String object,
      String message,
      boolean retrySafe,
      @Nullable Throwable cause) {
    super(operation, object, message, retrySafe, cause);
  }
}
