package io.kriterion.grader.cgroup;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;

/** A control group that could not be made, written or removed; the message is one line. */
public final class CgroupException extends GraderException {

  private static final long serialVersionUID = 1L;

  CgroupException(String message, Throwable cause) {
    super(FailureClass.NODE, message, cause);
  }

  CgroupException(String message) {
    super(FailureClass.NODE, message);
  }
}
