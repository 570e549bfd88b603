package io.kriterion.grader.init;

/**
 * Whether all of a step's output has arrived. A runtime that loses a piece between two frames would
 * not be noticed otherwise. Used by one thread.
 */
final class OutputTally {

  private final long limit;
  private long output;
  private long errors;

  /**
   * The tally of one step.
   *
   * @param limit the step's output limit, at which kriterion-init stops sending
   */
  OutputTally(long limit) {
    this.limit = limit;
  }

  /** So many bytes of one output have arrived. */
  void add(boolean error, int bytes) {
    if (error) {
      errors += bytes;
    } else {
      output += bytes;
    }
  }

  /**
   * Compares with what kriterion-init tells at the end.
   *
   * @throws InitProtocolException when some is missing, or there is too much
   */
  void requireWhole(StepExit exit) {
    long told = exit.stdoutBytes() + exit.stderrBytes();
    boolean whole =
        told <= limit
            ? output == exit.stdoutBytes() && errors == exit.stderrBytes()
            : output + errors == limit;
    if (!whole) {
      throw new InitProtocolException(
          "%d and %d bytes of output arrived where kriterion-init sent %d and %d"
              .formatted(output, errors, exit.stdoutBytes(), exit.stderrBytes()),
          null);
    }
  }
}
