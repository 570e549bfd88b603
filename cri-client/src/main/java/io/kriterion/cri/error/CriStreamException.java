package io.kriterion.cri.error;

import org.jspecify.annotations.Nullable;

/**
 * A stream to a container or pod (exec, attach, port-forward) that could not be opened, broke, or
 * spoke out of turn.
 */
public final class CriStreamException extends CriException {

  private static final long serialVersionUID = 1L;

  private final CriStreamCode code;

  /**
   * A failure of a stream.
   *
   * @param operation what was being done: {@code Exec}, {@code Attach} or {@code PortForward}
   * @param code what kind of failure it is
   * @param message what went wrong, and what to do if that is known
   * @param retrySafe whether the command has certainly not been started
   * @param cause the failure below, if there was one
   */
  public CriStreamException(
      String operation,
      CriStreamCode code,
      String message,
      boolean retrySafe,
      @Nullable Throwable cause) {
    super(operation, null, message, retrySafe, cause);
    this.code = code;
  }

  /** What kind of failure it is. */
  public CriStreamCode code() {
    return code;
  }
}
