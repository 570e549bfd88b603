package io.kriterion.client;

import java.util.List;

/** How a task ended. */
public sealed interface Outcome {

  /**
   * It was graded.
   *
   * @param result what became of it
   */
  record Graded(TaskResult result) implements Outcome {}

  /**
   * It cannot be graded, on this or any other attempt: its author's or submitter's to mend.
   *
   * @param reason what is wrong
   */
  record Refused(String reason) implements Outcome {}

  /**
   * It was cancelled.
   *
   * @param reason what the one who cancelled it said
   */
  record Cancelled(String reason) implements Outcome {}

  /**
   * Its attempts failed, as many as it may have: the node's fault, nobody's verdict.
   *
   * @param reasons why each failed
   */
  record Dead(List<String> reasons) implements Outcome {
    /** Copies the list. */
    public Dead {
      reasons = List.copyOf(reasons);
    }
  }
}
