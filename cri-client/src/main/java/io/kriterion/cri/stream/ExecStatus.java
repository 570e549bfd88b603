package io.kriterion.cri.stream;

import java.util.OptionalInt;

/** How an exec ended, as the runtime tells. */
public sealed interface ExecStatus {

  /**
   * The process ran and has ended.
   *
   * @param code its exit code; 128 + n where signal n ended it
   */
  record Exited(int code) implements ExecStatus {}

  /**
   * The runtime could not run the process: no such command in the image, no such directory, the
   * container gone. It sends no exit code then.
   *
   * @param message the runtime's words
   */
  record Failed(String message) implements ExecStatus {

    /**
     * The exit code that a shell would give: 127 where the command was not found, 126 where it
     * cannot be executed; empty where the failure is none of the command's.
     */
    public OptionalInt shellCode() {
      return StartFailure.shellCode(message);
    }
  }
}
