package io.kriterion.cri.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call that reached the runtime and was not carried out, or whose answer did not come. */
public final class CriCallException extends CriException {

  private static final long serialVersionUID = 1L;

  private final CriErrorCode code;
  private final @Nullable String object;

  /**
   * A refused call.
   *
   * @param operation the RPC's name
   * @param object the id or name of what the call was about, if it was about one thing
   * @param code why
   * @param message the runtime's words
   * @param retrySafe whether the call has certainly had no effect or may be repeated anyway
   * @param cause the gRPC failure
   */
  public CriCallException(
      String operation,
      @Nullable String object,
      CriErrorCode code,
      String message,
      boolean retrySafe,
      @Nullable Throwable cause) {
    super(operation, object == null ? message : object + ": " + message, retrySafe, cause);
    this.code = code;
    this.object = object;
  }

  /** Why the call was refused. */
  public CriErrorCode code() {
    return code;
  }

  /** The id or name of the sandbox, container or image that the call was about. */
  public Optional<String> object() {
    return Optional.ofNullable(object);
  }
}
