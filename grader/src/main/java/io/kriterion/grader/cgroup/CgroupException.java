package io.kriterion.grader.cgroup;

/** A control group that could not be made, written or removed; the message is one line. */
public final class CgroupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CgroupException(String message, Throwable cause) {
    super(message, cause);
  }

  CgroupException(String message) {
    super(message);
  }
}
