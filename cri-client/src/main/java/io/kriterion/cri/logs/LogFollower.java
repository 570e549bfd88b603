package io.kriterion.cri.logs;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Reads what a container logs, as it comes. Like {@link LogReader}, and besides it waits: it looks
 * at the file every {@link #POLL}, since a file system that is mounted elsewhere tells of no
 * change. A file that does not exist yet is waited for. When the runtime rotates the log (renames
 * the file, and after ReopenContainerLog writes a new one) the follower reads the old file to its
 * end and goes on in the new one, and in those between them that are not compressed. A file that is
 * cut to nothing in its place is read again from its beginning.
 *
 * <p>The log ends when the caller's condition holds (usually: the container has exited) and then
 * nothing came for {@link #QUIET}: a runtime may say that a container has exited before it has
 * logged all of its output.
 *
 * <p>{@link #next} is for one thread at a time, {@link #close} for any. An interrupt ends the
 * follower.
 */
public final class LogFollower implements AutoCloseable {

  /** How long it waits before it looks again: what is logged is seen that much later at most. */
  public static final Duration POLL = Duration.ofMillis(50);

  /** How long nothing must come, after the condition holds, before the log is taken to be over. */
  public static final Duration QUIET = Duration.ofMillis(500);

  private final Path file;
  private final BooleanSupplier ended;
  private final LogCursor cursor;
  private final CountDownLatch closed = new CountDownLatch(1);

  private boolean conditionHolds;
  private boolean finished;
  private volatile boolean over;
  private boolean replaced;
  private long lastNews = System.nanoTime();

  private LogFollower(Path file, LogCursor cursor, BooleanSupplier ended) {
    this.file = file;
    this.cursor = cursor;
    this.ended = ended;
  }

  /**
   * Opens a log. With a tail, what is there now is searched; what comes is all wanted.
   *
   * @param file the log file, which may not exist yet
   * @param ended says whether the container will log no more; asked on the thread that calls {@link
   *     #next}, whenever nothing is at hand, at most every {@link #POLL}, until it says yes. It may
   *     block, and what it throws comes out of {@link #next}
   * @throws IOException if the file is there and cannot be read, or is no regular file
   */
  public static LogFollower open(Path file, LogOptions options, BooleanSupplier ended)
      throws IOException {
    requireNonNull(ended, "ended");
    LogCursor cursor = new LogCursor(options);
    try {
      if (options.rotated()) {
        for (Path old : RotatedFiles.of(file).plain()) {
          cursor.add(LogFile.open(old));
        }
      }
      try {
        cursor.add(LogFile.open(file));
      } catch (NoSuchFileException e) {
        // it is waited for
      }
      cursor.seekTail();
      return new LogFollower(file, cursor, ended);
    } catch (Throwable e) {
      LogReader.closeAfter(cursor, e);
      throw e;
    }
  }

  /**
   * The next entry, or nothing when the log is over or the limit of bytes is reached. A line is an
   * entry when the runtime has logged its end, or the log is over.
   *
   * @param timeout how long to wait for it, 0 or more
   * @throws TimeoutException if none came in time; the follower goes on
   * @throws IOException if the file cannot be read, or the follower is closed
   * @throws InterruptedException if the thread is interrupted; the follower can then only be closed
   */
  public Optional<LogEntry> next(Duration timeout)
      throws IOException, InterruptedException, TimeoutException {
    long start = System.nanoTime();
    try {
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        Optional<LogEntry> entry = atHand();
        if (entry.isPresent() || over) {
          return entry;
        }
        askCondition();
        long left = timeout.toNanos() - (System.nanoTime() - start);
        if (left <= 0) {
          throw new TimeoutException("no log entry within " + timeout.toMillis() + " ms: " + file);
        }
        if (closed.await(Math.min(left, POLL.toNanos()), TimeUnit.NANOSECONDS)) {
          throw new IOException("the follower is closed: " + file);
        }
      }
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      InterruptedException interrupted = new InterruptedException();
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /* What can be had without waiting. Not while another thread closes the files. */
  private synchronized Optional<LogEntry> atHand() throws IOException {
    while (true) {
      if (closed.getCount() == 0) {
        throw new IOException("the follower is closed: " + file);
      }
      LogEntry entry = cursor.poll();
      over |= cursor.done();
      if (entry != null || over) {
        return Optional.ofNullable(entry);
      }
      if (cursor.fill() || cursor.rewindIfCut() || moveOn()) {
        lastNews = System.nanoTime();
      } else if (finished) {
        over = true;
      } else if (conditionHolds && System.nanoTime() - lastNews >= QUIET.toNanos()) {
        finished = true;
        cursor.finish();
      } else {
        return Optional.empty();
      }
    }
  }

  /* Outside of the lock: it is the caller's code and may block. */
  private void askCondition() {
    if (!conditionHolds && ended.getAsBoolean()) {
      conditionHolds = true;
      lastNews = System.nanoTime();
    }
  }

  /** Whether there is another file to read now. */
  private boolean moveOn() throws IOException {
    LogFile last = cursor.last();
    try {
      if (last != null && last.isAt(file)) {
        replaced = false;
        return false;
      }
      // the writer may still be busy with the old file: once more after the new one was seen
      if (last != null && !replaced) {
        replaced = true;
        lastNews = System.nanoTime();
        return false;
      }
      if (last != null) {
        for (Path between : after(last)) {
          cursor.add(LogFile.open(between));
        }
      }
      cursor.add(LogFile.open(file));
      replaced = false;
      return true;
    } catch (NoSuchFileException e) {
      // renamed, and the new one is not there yet
      return false;
    }
  }

  private List<Path> after(LogFile known) throws IOException {
    List<Path> rotated = RotatedFiles.of(file).plain();
    for (int i = rotated.size() - 1; i >= 0; i--) {
      if (known.isAt(rotated.get(i))) {
        return rotated.subList(i + 1, rotated.size());
      }
    }
    return List.of();
  }

  /** How many lines so far were no lines of a CRI log; they are left out. */
  public synchronized long malformedLines() {
    return cursor.malformed();
  }

  /** Closes the files; a {@link #next} that waits fails. Idempotent. */
  @Override
  public void close() throws IOException {
    closed.countDown();
    synchronized (this) {
      cursor.close();
    }
  }
}
