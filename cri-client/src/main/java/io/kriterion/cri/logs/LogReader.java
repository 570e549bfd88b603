package io.kriterion.cri.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a container has logged up to now. For one thread at a time; whoever opens it closes
 * it. It holds a few hundred KiB and at most twice the longest line that the options allow.
 *
 * <p>The last component of the path is never followed if it is a link. The directories above it
 * must be such that no container can change them.
 *
 * <p>A CRI log is not byte-exact: containerd drops a carriage return before a newline. Its versions
 * up to 1.6.21, and 1.7.0 to 1.7.2, may lose the end of what a container wrote.
 */
public final class LogReader implements AutoCloseable {

  private final LogCursor cursor;
  private final List<Path> skipped;
  private boolean over;

  private LogReader(LogCursor cursor, List<Path> skipped) {
    this.cursor = cursor;
    this.skipped = skipped;
  }

  /**
   * Opens a log.
   *
   * @param file the log file: the sandbox's log directory and the container's log path
   * @throws java.nio.file.NoSuchFileException if there is no such file (yet)
   * @throws IOException if it cannot be read, or is no regular file
   */
  public static LogReader open(Path file, LogOptions options) throws IOException {
    LogCursor cursor = new LogCursor(options);
    try {
      RotatedFiles rotated =
          options.rotated() ? RotatedFiles.of(file) : new RotatedFiles(List.of(), List.of());
      for (Path old : rotated.plain()) {
        cursor.add(LogFile.open(old));
      }
      cursor.add(LogFile.open(file));
      cursor.seekTail();
      return new LogReader(cursor, rotated.compressed());
    } catch (Throwable e) {
      closeAfter(cursor, e);
      throw e;
    }
  }

  static void closeAfter(LogCursor cursor, Throwable failure) {
    try {
      cursor.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * The next entry, or nothing at the end. Reads from the disk, does not wait for the container. A
   * line that is still being written is an entry that is partial.
   *
   * @throws IOException if the file cannot be read, or the reader is closed
   */
  public Optional<LogEntry> next() throws IOException {
    while (true) {
      LogEntry entry = cursor.poll();
      if (entry != null) {
        return Optional.of(entry);
      }
      if (over || cursor.done()) {
        return Optional.empty();
      }
      if (!cursor.fill()) {
        cursor.finish();
        over = true;
      }
    }
  }

  /** How many lines so far were no lines of a CRI log; they are left out. */
  public long malformedLines() {
    return cursor.malformed();
  }

  /** The compressed files of this log, which are older than what is read, and are not read. */
  public List<Path> skippedFiles() {
    return skipped;
  }

  /** Closes the files. Idempotent. */
  @Override
  public void close() throws IOException {
    over = true;
    cursor.close();
  }
}
