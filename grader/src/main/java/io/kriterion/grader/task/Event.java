package io.kriterion.grader.task;

import io.kriterion.grader.text.Printable;

/**
 * Something that happened to a task, told while it happens. The last event is {@link Finished} or
 * {@link Failed}.
 */
public sealed interface Event {
  /** One of the two streams that a program writes to. */
  enum Stream {
    /** Standard output. */
    STDOUT,
    /** Standard error. */
    STDERR
  }

  /**
   * It is settled where the task runs.
   *
   * @param handler the runtime handler
   * @param image the image's id or reference
   */
  record Planned(String handler, String image) implements Event {}

  /**
   * A step starts.
   *
   * @param step its name
   */
  record Started(String step) implements Event {}

  /**
   * A program printed something.
   *
   * @param step the step's name
   * @param stream where to
   * @param data what, never empty; cut anywhere, inside a character too
   */
  record Output(String step, Stream stream, Bytes data) implements Event {}

  /**
   * A program printed more than its limit; no more output of this step follows.
   *
   * @param step the step's name
   */
  record OutputTruncated(String step) implements Event {}

  /**
   * A piece of a file that a step left and its task asked for. The pieces of one file follow each
   * other without a gap, from 0 to its size; an empty file is one empty piece. They come after the
   * step's output and before its end.
   *
   * @param step the step's name
   * @param path the file's, as the task has it
   * @param size of the whole file, in bytes
   * @param offset where in the file the piece belongs
   * @param data the program's bytes
   */
  record Artifact(String step, String path, long size, long offset, Bytes data) implements Event {

    /** Whether nothing of the file comes after this. */
    public boolean isLast() {
      return offset + data.length() == size;
    }
  }

  /**
   * A file that a task asked for does not come.
   *
   * @param step the step's name
   * @param path the file's, as the task has it
   * @param reason why
   */
  record ArtifactMissing(String step, String path, Missing reason) implements Event {}

  /** Why a file does not come. */
  enum Missing {
    /** There is nothing of that path that could be reached without following a link. */
    NOT_FOUND,
    /** It is a symbolic link. */
    LINK,
    /** It is a directory, a pipe, a socket or a device. */
    NOT_REGULAR,
    /** It is larger than one file may be, or than what is left of what all may be together. */
    TOO_LARGE,
    /** The sandbox's user may not read it, or it changed while it was read. */
    UNREADABLE
  }

  /**
   * A step ended, or will not run.
   *
   * @param result what became of it
   */
  record StepFinished(StepResult result) implements Event {}

  /**
   * The node failed and grades the submission again, from its start. What was told of the steps
   * until now does not count.
   *
   * @param attempt the number of the attempt that follows, 2 or more
   * @param reason why the attempt before it failed, in one line
   */
  record Retrying(int attempt, String reason) implements Event {
    /** Makes one line of {@code reason}. */
    public Retrying {
      reason = Printable.oneLine(reason);
    }
  }

  /**
   * A submission of which a step was ended by a signal was graded on another runtime handler, or
   * could not be.
   *
   * @param outcome what that says of the first run
   * @param reason one line
   */
  record SecondRun(Agreement outcome, String reason) implements Event {
    /** Makes one line of {@code reason}. */
    public SecondRun {
      reason = Printable.oneLine(reason);
    }
  }

  /** What a second run says of the first. */
  enum Agreement {
    /** The same steps were ended by a signal there: the first run stands. */
    AGREES,
    /** One of them was not: a step that this concerns finishes again, with INTERNAL_ERROR. */
    DISAGREES,
    /** There was no second run, or it failed: the first run stands, unconfirmed. */
    UNKNOWN
  }

  /**
   * The verdict is settled; the result follows when the sandbox is gone.
   *
   * @param verdict of the whole
   * @param points earned by all steps and groups
   * @param maxPoints what all steps and groups could earn
   */
  record Judged(Verdict verdict, int points, int maxPoints) implements Event {}

  /**
   * The task ended; the last event.
   *
   * @param result what became of it
   */
  record Finished(Result result) implements Event {}

  /**
   * The node could not grade the task; the last event.
   *
   * @param reason one line
   */
  record Failed(String reason) implements Event {}
}
