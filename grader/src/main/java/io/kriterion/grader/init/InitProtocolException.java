package io.kriterion.grader.init;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with kriterion-init broke: the stream ended too early, or something on it was
 * not the protocol. Whatever the sandbox was doing has no result.
 */
public final class InitProtocolException extends GraderException {

  private static final long serialVersionUID = 1L;

  InitProtocolException(String message, @Nullable Throwable cause) {
    super(FailureClass.RUNTIME, message, cause);
  }
}
