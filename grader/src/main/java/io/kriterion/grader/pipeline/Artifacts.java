package io.kriterion.grader.pipeline;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.init.RefusedException;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Event.Missing;
import io.kriterion.grader.task.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Brings the files out of a sandbox that its task's steps name. kriterion-init opens them inside
 * and sends their bytes: nothing on the host follows a path of the sandbox's. One object serves one
 * grading, on its thread.
 */
final class Artifacts {

  /** The most bytes of one file. */
  static final ByteSize MOST_OF_FILE = ByteSize.ofMebibytes(16);

  /** The most bytes of all files of a grading. */
  static final ByteSize MOST_OF_ALL = ByteSize.ofMebibytes(64);

  private static final int PIECE = 65_536;

  /* For one file, which is there: memory of the sandbox's, and no process at work on it. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);

  private final Sandbox sandbox;
  private final Consumer<Event> events;
  private final Duration patience;
  private long left = MOST_OF_ALL.bytes();

  /** Nothing of this sandbox has been brought out yet. */
  Artifacts(Sandbox sandbox, Consumer<Event> events) {
    this(sandbox, events, PATIENCE);
  }

  /** As the other one, with what a file may take until its sandbox is given up. */
  Artifacts(Sandbox sandbox, Consumer<Event> events, Duration patience) {
    this.sandbox = sandbox;
    this.events = events;
    this.patience = patience;
  }

  /**
   * Brings out what {@code step}, which has just ended, is to leave, and tells of each file. Blocks
   * until all have come, a minute for each at the most.
   *
   * @throws GraderException when it is not the file's fault that it does not come
   */
  void bringOut(Step step) {
    for (String path : step.artifacts()) {
      try {
        byte[] content = content(path);
        left -= content.length;
        tell(step, path, content);
      } catch (RefusedException e) {
        events.accept(new Event.ArtifactMissing(step.name(), path, reason(e)));
      }
    }
  }

  /* Whole before anything is told: it may still fail in the midst. */
  private byte[] content(String path) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + patience.toNanos();
    try (StepWatch _ = new StepWatch(WATCH_INTERVAL, () -> inTime(deadline))) {
      sandbox.session().get(path, Math.min(left, MOST_OF_FILE.bytes()), content);
    } catch (IOException e) {
      throw new GraderException(FailureClass.NODE, "writing to memory failed", e);
    }
    return content.toByteArray();
  }

  private boolean inTime(long deadline) {
    if (System.nanoTime() - deadline < 0) {
      return true;
    }
    sandbox.abort();
    return false;
  }

  private void tell(Step step, String path, byte[] content) {
    int offset = 0;
    do {
      int length = Math.min(PIECE, content.length - offset);
      Bytes piece = Bytes.of(content, offset, length);
      events.accept(new Event.Artifact(step.name(), path, content.length, offset, piece));
      offset += length;
    } while (offset < content.length);
  }

  /* Linux's error numbers, the same on x86-64 and AArch64; the others are no fault of the file's. */
  private static Missing reason(RefusedException refusal) {
    return switch (refusal.errno()) {
      case 2, 20 -> Missing.NOT_FOUND; // ENOENT, ENOTDIR
      case 40 -> Missing.LINK; // ELOOP
      case 6, 21, 22 -> Missing.NOT_REGULAR; // ENXIO, EISDIR, EINVAL
      case 27 -> Missing.TOO_LARGE; // EFBIG
      case 1, 13, 116 -> Missing.UNREADABLE; // EPERM, EACCES, ESTALE
      default ->
          throw new GraderException(
              FailureClass.RUNTIME,
              "an artifact cannot be brought out: " + refusal.getMessage(),
              refusal);
    };
  }
}
