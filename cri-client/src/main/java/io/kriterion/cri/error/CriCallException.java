package io.kriterion.cri.error;

import org.jspecify.annotations.Nullable;

/** A call that reached the runtime and was not carried out, or whose answer did not come. */
public final class CriCallException extends CriException {

  private static final long serialVersionUID = 1L;

  private final CriErrorCode code;
  private final transient RuntimeAnswer answer;

  /**
   * A refused call.
   *
   * @param operation the RPC's name
   * @param object the id or name of what the call was about, if it was about one thing
   * @param code why
   * @param answer gRPC's status and the runtime's words
   * @param retrySafe whether the call has certainly had no effect or may be repeated anyway
   * @param cause the gRPC failure
   */
  public CriCallException(
      String operation,
      @Nullable String object,
      CriErrorCode code,
      RuntimeAnswer answer,
      boolean retrySafe,
      @Nullable Throwable cause) {
    super(operation, object, answer.text(), retrySafe, cause);
    this.code = code;
    this.answer = answer;
  }

  /** Why the call was refused. */
  public CriErrorCode code() {
    return code;
  }

  /** gRPC's status and the runtime's words, which {@link #code} was read from. */
  public RuntimeAnswer answer() {
    return answer;
  }
}
