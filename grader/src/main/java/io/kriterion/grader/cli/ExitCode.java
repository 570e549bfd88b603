package io.kriterion.grader.cli;

import io.kriterion.grader.task.Verdict;

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

  /** The task was cancelled. */
  static final int CANCELLED = 4;

  private ExitCode() {}

  /** The code for a task that was graded. */
  static int of(Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED -> OK;
      case INTERNAL_ERROR -> NODE_FAILED;
      case WRONG_ANSWER,
          COMPILE_ERROR,
          RUNTIME_ERROR,
          TIME_LIMIT,
          WALL_TIME_LIMIT,
          MEMORY_LIMIT,
          OUTPUT_LIMIT ->
          NOT_ACCEPTED;
    };
  }
}
