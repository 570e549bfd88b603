package io.kriterion.grader.init;

import io.kriterion.grader.task.Bytes;

/** What a step's program reads from its standard input. */
public sealed interface StepInput permits StepInput.Content, StepInput.Stored, LiveInput {

  /** Nothing: the program reads end of file at once. */
  StepInput NONE = new Content(Bytes.EMPTY);

  /**
   * Bytes that are known before the step begins.
   *
   * @param bytes what the program reads, and then end of file
   */
  record Content(Bytes bytes) implements StepInput {

    long size() {
      return bytes.length();
    }
  }

  /**
   * A file in the sandbox.
   *
   * @param path of a regular file, relative to the session's directory, reached without links
   */
  record Stored(String path) implements StepInput {}
}
