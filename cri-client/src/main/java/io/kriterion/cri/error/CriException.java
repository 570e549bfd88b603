package io.kriterion.cri.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failed conversation with a CRI runtime. Every failure of this library is one of the permitted
 * kinds, so that a caller can switch over them without a default.
 */
public abstract sealed class CriException extends RuntimeException
    permits CriCallException, CriConnectionException, CriStreamException, CriUnsupportedException {

  private static final long serialVersionUID = 1L;

  private final String operation;
  private final @Nullable String object;
  private final boolean retrySafe;

  CriException(
      String operation,
      @Nullable String object,
      String message,
      boolean retrySafe,
      @Nullable Throwable cause) {
    super(operation + ": " + (object == null ? "" : object + ": ") + message, cause);
    this.operation = operation;
    this.object = object;
    this.retrySafe = retrySafe;
  }

  /**
   * What was being done: the name of the RPC as the CRI calls it ({@code RunPodSandbox}), or of the
   * step around it ({@code connect}).
   */
  public final String operation() {
    return operation;
  }

  /** The id or name of the sandbox, container or image that it was about, if it was about one. */
  public final Optional<String> object() {
    return Optional.ofNullable(object);
  }

  /**
   * Whether doing the same again can neither do it twice nor hide a first success. A failure that
   * is not safe to repeat may have had its effect.
   */
  public final boolean retrySafe() {
    return retrySafe;
  }
}
