package io.kriterion.cri.stream;

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
   * container gone.
   *
   * @param message the runtime's words
   */
  record Failed(String message) implements ExecStatus {}
}
