package io.kriterion.grader.init;

import java.io.IOException;

/**
 * How much of a step's outputs kriterion-init may send ahead of who takes them. Used by one thread.
 */
final class OutputCredit {

  private final FrameWriter out;
  private final int step;
  private int output;
  private int errors;

  /**
   * The credit of one step.
   *
   * @param window how many bytes of each output may be on their way
   */
  OutputCredit(FrameWriter out, int window) {
    this.out = out;
    this.step = window / 4; // after how many bytes taken kriterion-init hears of them
  }

  /** So many bytes of one output have been taken. */
  void taken(boolean error, int bytes) throws IOException {
    if (error) {
      errors += bytes;
      if (errors >= step) {
        out.credit(true, errors);
        errors = 0;
      }
    } else {
      output += bytes;
      if (output >= step) {
        out.credit(false, output);
        output = 0;
      }
    }
  }
}
