package io.kriterion.grader.containerd;

import org.jspecify.annotations.Nullable;

/**
 * The private containerd could not be started, fed or removed. The message is one line that says
 * what is wrong and, where something can be done, what to do.
 */
public final class ContainerdException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ContainerdException(String message) {
    this(message, null);
  }

  ContainerdException(String message, @Nullable Throwable cause) {
    super(message.lines().findFirst().orElse("unknown failure"), cause);
  }
}
