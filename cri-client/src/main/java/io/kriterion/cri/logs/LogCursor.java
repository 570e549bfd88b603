package io.kriterion.cri.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place in a log that consists of files, one after the other. Not thread-safe. */
final class LogCursor implements AutoCloseable {

  private static final int BLOCK = 64 << 10;

  private final LogOptions options;
  private final LogParser parser;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);

  /** Bounded by a block, or an entry of the greatest length and a block. */
  private final Deque<LogEntry> ready = new ArrayDeque<>();

  /** The first one is being read; the last one is kept open at its end. */
  private final Deque<LogFile> files = new ArrayDeque<>();

  private long bytesLeft;
  private boolean done;

  LogCursor(LogOptions options) {
    this.options = options;
    this.parser = new LogParser(options, ready::add);
    this.bytesLeft = options.limitBytes().orElse(Long.MAX_VALUE);
  }

  void add(LogFile file) {
    files.add(file);
  }

  /** The newest file that was added; null if none was. */
  @Nullable LogFile last() {
    return files.peekLast();
  }

  /** Goes to where the tail begins that the options ask for, if they ask for one. */
  void seekTail() throws IOException {
    if (options.tail().isEmpty()) {
      return;
    }
    List<LogFile> all = new ArrayList<>(files);
    Map<LogStream, Long> starts = TailSearch.starts(all, options, options.tail().getAsLong());
    long first = starts.values().stream().mapToLong(Long::longValue).min().orElse(0);
    parser.startAt(first, starts);
    long base = 0;
    for (LogFile file : all) {
      long size = file.size();
      file.position(Math.clamp(first - base, 0, size));
      base += size;
    }
  }

  /** The next entry that is at hand. */
  @Nullable LogEntry poll() throws IOException {
    LogEntry entry = done ? null : ready.poll();
    if (entry == null) {
      return null;
    }
    if (entry.length() > bytesLeft) {
      entry = entry.cut((int) bytesLeft);
    }
    bytesLeft -= entry.length();
    done = bytesLeft == 0;
    return entry;
  }

  /** Whether the limit is reached. */
  boolean done() {
    return done;
  }

  long malformed() {
    return parser.malformed();
  }

  /** Reads a block; false where there is nothing more for now. */
  boolean fill() throws IOException {
    LogFile file = files.peekFirst();
    while (file != null) {
      block.clear();
      int count = file.read(block);
      if (count > 0) {
        parser.feed(block.array(), count);
        return true;
      }
      if (files.size() == 1) {
        return false;
      }
      parser.endOfFile();
      files.removeFirst().close();
      file = files.peekFirst();
    }
    return false;
  }

  /** Begins the last file again if it was cut shorter than what was read of it. */
  boolean rewindIfCut() throws IOException {
    LogFile file = files.peekLast();
    if (file == null || file.size() >= file.position()) {
      return false;
    }
    parser.endOfFile();
    file.position(0);
    return true;
  }

  /** Nothing comes any more: what has been put together so far is at hand then. */
  void finish() {
    parser.endOfLog();
  }

  @Override
  public void close() throws IOException {
    ready.clear();
    done = true;
    IOException first = null;
    while (!files.isEmpty()) {
      try {
        files.removeFirst().close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
