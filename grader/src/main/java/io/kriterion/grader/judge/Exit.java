package io.kriterion.grader.judge;

/** How the main process of a step ended. */
public sealed interface Exit {
  /**
   * It ended with an exit code.
   *
   * @param code 0 to 255
   */
  record Exited(int code) implements Exit {}

  /**
   * A signal ended it.
   *
   * @param signal its number, 1 to 64
   */
  record Signalled(int signal) implements Exit {}

  /**
   * It could not be started.
   *
   * @param errno Linux's error number
   */
  record NotStarted(int errno) implements Exit {}

  /**
   * Nobody knows: the sandbox or the connection to it went away before the exit was reported.
   *
   * @param reason one line
   */
  record Unknown(String reason) implements Exit {
    /** Makes one line of {@code reason}. */
    public Unknown {
      reason = reason.strip().replaceAll("\\p{Cc}+", " ");
    }
  }
}
