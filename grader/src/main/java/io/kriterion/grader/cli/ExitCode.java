package io.kriterion.grader.cli;

/** What the command's exit codes say; see SPECIFICATION.md, "Exit codes". */
final class ExitCode {

  /** Accepted, or done. */
  static final int OK = 0;

  /** Graded, but not accepted; or verified, but not as expected. */
  static final int NOT_ACCEPTED = 1;

  /** Bad usage, a bad task or a bad submission. */
  static final int BAD_INPUT = 2;

  /** The node or the runtime failed. */
  static final int NODE_FAILED = 3;

  private ExitCode() {}
}
