package io.kriterion.grader.init;

/** Where a step's output goes, piece by piece, while the step runs. */
public interface OutputSink {

  /**
   * Takes a piece of the step's output. Blocking here holds the program back.
   *
   * @param error standard error, else standard output
   * @param bytes 1 to 65 536 bytes; the sink may keep the array
   */
  void accept(boolean error, byte[] bytes);
}
