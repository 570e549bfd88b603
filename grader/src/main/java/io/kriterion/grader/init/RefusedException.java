package io.kriterion.grader.init;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;

/**
 * kriterion-init answered a request with an error; the request had no effect and the session goes
 * on.
 */
public final class RefusedException extends GraderException {

  private static final long serialVersionUID = 1L;

  private final int errno;

  RefusedException(int errno, String message) {
    super(FailureClass.TASK, message);
    this.errno = errno;
  }

  /** The error number of the system inside the sandbox. */
  public int errno() {
    return errno;
  }
}
