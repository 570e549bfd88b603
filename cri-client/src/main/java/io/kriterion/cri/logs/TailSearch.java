package io.kriterion.cri.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the last lines of a log begin, from its end, so that the length of what is not wanted
 * costs nothing. Offsets count through all the files, the first one's beginning being 0.
 */
final class TailSearch {

  private static final int BLOCK = 64 << 10;

  private final LogOptions options;
  private final long wanted;
  private final Map<LogStream, Long> starts = new EnumMap<>(LogStream.class);
  private final Set<LogStream> whole = EnumSet.noneOf(LogStream.class);
  private long found;

  private TailSearch(LogOptions options, long wanted) {
    this.options = options;
    this.wanted = wanted;
  }

  /**
   * Per stream, where the first piece of its first wanted line is; {@code Long.MAX_VALUE}, or
   * rather the end of the log, where no line of the stream is wanted.
   */
  static Map<LogStream, Long> starts(List<LogFile> files, LogOptions options, long lines)
      throws IOException {
    TailSearch search = new TailSearch(options, lines);
    long[] bases = new long[files.size() + 1];
    for (int i = 0; i < files.size(); i++) {
      bases[i + 1] = bases[i] + files.get(i).size();
    }
    long end = bases[files.size()];
    for (int i = files.size() - 1; i >= 0 && !search.over(); i--) {
      search.scan(files.get(i), bases[i], bases[i + 1] - bases[i]);
    }
    for (LogStream stream : LogStream.values()) {
      search.starts.putIfAbsent(stream, end);
    }
    return search.starts;
  }

  private boolean over() {
    return found == wanted && whole.containsAll(starts.keySet());
  }

  private void scan(LogFile file, long base, long size) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    long blockEnd = size;
    while (blockEnd > 0 && !over()) {
      long blockStart = Math.max(0, blockEnd - BLOCK);
      block.clear().limit((int) (blockEnd - blockStart));
      file.readAt(block, blockStart);
      for (int i = block.position() - 1; i >= 0 && !over(); i--) {
        long lineStart = blockStart + i + 1;
        // the newline at the very end is followed by no line
        if (block.get(i) == '\n' && lineStart < size) {
          line(file, base, lineStart);
        }
      }
      blockEnd = blockStart;
    }
    if (size > 0 && !over()) {
      line(file, base, 0);
    }
  }

  private void line(LogFile file, long base, long start) throws IOException {
    LineHeader header = headerAt(file, start);
    if (header == null || !options.streams().contains(header.stream())) {
      return;
    }
    LogStream stream = header.stream();
    boolean lastPiece = !options.joined() || !header.partial() || !starts.containsKey(stream);
    if (!lastPiece) {
      if (!whole.contains(stream)) {
        starts.put(stream, base + start);
      }
    } else if (found < wanted) {
      found++;
      starts.put(stream, base + start);
    } else {
      whole.add(stream);
    }
  }

  private static @Nullable LineHeader headerAt(LogFile file, long start) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(LineHeader.MAX_BYTES);
    file.readAt(buffer, start);
    byte[] bytes = buffer.array();
    int spaces = 0;
    for (int i = 0; i < buffer.position() && bytes[i] != '\n'; i++) {
      if (bytes[i] == ' ' && ++spaces == 3) {
        return LineHeader.parse(bytes, i);
      }
    }
    return null;
  }
}
