package io.kriterion.client;

import java.util.List;

/** What happened to a task. */
public sealed interface Body {

  /** One of the last events of a task: nothing follows it. */
  sealed interface Last extends Body {}

  /** The task is on the node's disk; always the first event. */
  record Accepted() implements Body {}

  /**
   * It is settled where the task runs.
   *
   * @param handler the runtime handler
   * @param image the image's id or reference
   * @param node the node's name
   */
  record Planned(String handler, String image, String node) implements Body {}

  /**
   * A step starts.
   *
   * @param step its name
   */
  record StepStarted(String step) implements Body {}

  /**
   * A program printed something.
   *
   * @param step the step's name
   * @param stream where to
   * @param data what; cut anywhere, inside a character too. Not to be trusted
   */
  record Output(String step, Stream stream, Bytes data) implements Body {}

  /** One of the streams that a program writes to. */
  enum Stream {
    /** Standard output. */
    STDOUT,
    /** Standard error. */
    STDERR,
    /** One that this client does not know. */
    UNKNOWN
  }

  /**
   * The step printed more than its limit; no more output of it follows.
   *
   * @param step its name
   */
  record OutputTruncated(String step) implements Body {}

  /**
   * A piece of a file that a step left; the pieces of one file follow each other without a gap,
   * from 0 to its size.
   *
   * @param step the step's name
   * @param path the file's, as the task has it
   * @param size of the whole file, in bytes
   * @param offset where in the file the piece belongs
   * @param data the program's bytes. Not to be trusted
   */
  record Artifact(String step, String path, long size, long offset, Bytes data) implements Body {}

  /**
   * A file that the task asked for does not come.
   *
   * @param step the step's name
   * @param path the file's, as the task has it
   * @param reason a word: not-found, link, not-regular, too-large, unreadable, or a newer one
   */
  record ArtifactMissing(String step, String path, String reason) implements Body {}

  /**
   * A step ended, or will not run.
   *
   * @param result what became of it
   */
  record StepFinished(StepResult result) implements Body {}

  /**
   * The node failed and grades the submission again, from its start.
   *
   * @param attempt the number of the grading that follows
   * @param reason why the one before failed
   */
  record Retrying(int attempt, String reason) implements Body {}

  /**
   * A crash was looked at again on another handler.
   *
   * @param outcome a word: agrees, disagrees, unknown, or a newer one
   * @param reason one line
   */
  record SecondRun(String outcome, String reason) implements Body {}

  /**
   * The verdict, before the sandbox is gone; the result follows.
   *
   * @param verdict of the whole
   * @param points earned
   * @param maxPoints what could be earned
   */
  record Judged(Verdict verdict, int points, int maxPoints) implements Body {}

  /** More was told than is kept of a task: of this attempt only the result follows. */
  record Truncated() implements Body {}

  /**
   * The attempt ended without a result, and the task waits for the next.
   *
   * @param reason one line
   */
  record AttemptEnded(String reason) implements Body {}

  /**
   * The task was graded.
   *
   * @param result what became of it
   */
  record Result(TaskResult result) implements Last {}

  /**
   * The task cannot be graded, on this or any other attempt: its author's or submitter's to mend.
   *
   * @param reason what is wrong
   */
  record Refused(String reason) implements Last {}

  /**
   * The task was cancelled.
   *
   * @param reason what the one who cancelled it said
   */
  record Cancelled(String reason) implements Last {}

  /**
   * The attempts failed, as many as the task may have: the node's fault, nobody's verdict.
   *
   * @param reasons why each failed
   */
  record Dead(List<String> reasons) implements Last {
    /** Copies the list. */
    public Dead {
      reasons = List.copyOf(reasons);
    }
  }

  /** Something that this client does not know: the node is newer. */
  record Unknown() implements Body {}
}
