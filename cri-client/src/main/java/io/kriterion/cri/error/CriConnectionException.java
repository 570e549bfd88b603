package io.kriterion.cri.error;

import org.jspecify.annotations.Nullable;

/** There is nobody to talk to: no socket, no permission, or something that is not a CRI runtime. */
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
    super(operation, message, retrySafe, cause);
  }
}
