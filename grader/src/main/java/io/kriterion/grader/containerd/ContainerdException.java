package io.kriterion.grader.containerd;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import org.jspecify.annotations.Nullable;

/**
 * The private containerd could not be started, fed or removed. The message is one line that says
 * what is wrong and, where something can be done, what to do.
 */
public final class ContainerdException extends GraderException {

  private static final long serialVersionUID = 1L;

  ContainerdException(String message) {
    this(message, null);
  }

  ContainerdException(String message, @Nullable Throwable cause) {
    super(FailureClass.NODE, message.lines().findFirst().orElse("unknown failure"), cause);
  }
}
