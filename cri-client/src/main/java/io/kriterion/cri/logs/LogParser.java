package io.kriterion.cri.logs;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes entries of a log's bytes, which come in blocks of any size. Not thread-safe. */
final class LogParser {

  private enum At {
    HEADER,
    CONTENT,
    SKIPPED_CONTENT
  }

  /** A line that is being put together. */
  private static final class Line {

    final Instant time;
    final ByteArrayOutputStream content = new ByteArrayOutputStream();

    Line(Instant time) {
      this.time = time;
    }
  }

  private final LogOptions options;
  private final Consumer<LogEntry> target;
  private final byte[] header = new byte[LineHeader.MAX_BYTES];
  private final Map<LogStream, Line> lines = new EnumMap<>(LogStream.class);

  /** Where the first wanted piece of a stream is; nothing said of a stream: all of it. */
  private final Map<LogStream, Long> starts = new EnumMap<>(LogStream.class);

  /** Streams of whose line the beginning was not wanted, so that the rest is not either. */
  private final Map<LogStream, Boolean> dropping = new EnumMap<>(LogStream.class);

  private At at = At.HEADER;
  private int headerLength;
  private int spaces;
  private long offset;
  private long lineOffset;
  private long malformed;
  private @Nullable LineHeader current;

  LogParser(LogOptions options, Consumer<LogEntry> target) {
    this.options = options;
    this.target = target;
  }

  /** Says where the next byte comes from, and what of the log before it is not wanted. */
  void startAt(long first, Map<LogStream, Long> wanted) {
    offset = first;
    lineOffset = first;
    starts.putAll(wanted);
  }

  long malformed() {
    return malformed;
  }

  void feed(byte[] bytes, int length) {
    int index = 0;
    while (index < length) {
      if (at == At.HEADER) {
        offset++;
        header(bytes[index]);
        index++;
      } else {
        int end = newline(bytes, index, length);
        if (at == At.CONTENT && current != null) {
          append(current, bytes, index, end - index);
        }
        boolean complete = end < length;
        int next = complete ? end + 1 : end;
        offset += next - index;
        index = next;
        if (complete) {
          endOfLine();
        }
      }
    }
  }

  private static int newline(byte[] bytes, int from, int length) {
    int index = from;
    while (index < length && bytes[index] != '\n') {
      index++;
    }
    return index;
  }

  private void header(byte next) {
    if (next == '\n') {
      if (headerLength > 0) {
        malformed++;
      }
      reset();
    } else if (next == ' ' && ++spaces == 3) {
      begin(LineHeader.parse(header, headerLength));
    } else if (headerLength == header.length) {
      begin(null);
    } else {
      header[headerLength] = next;
      headerLength++;
    }
  }

  private void begin(@Nullable LineHeader found) {
    if (found == null) {
      malformed++;
      at = At.SKIPPED_CONTENT;
    } else if (wanted(found)) {
      current = found;
      at = At.CONTENT;
      lines.computeIfAbsent(found.stream(), stream -> new Line(found.time()));
    } else {
      at = At.SKIPPED_CONTENT;
    }
  }

  private boolean wanted(LineHeader found) {
    LogStream stream = found.stream();
    boolean continued = options.joined() && lines.containsKey(stream);
    boolean wanted =
        continued
            || (options.streams().contains(stream)
                && lineOffset >= starts.getOrDefault(stream, 0L)
                && options.since().map(since -> !found.time().isBefore(since)).orElse(true)
                && !dropping.getOrDefault(stream, false));
    if (options.joined()) {
      dropping.put(stream, !wanted && found.partial());
    }
    return wanted;
  }

  private void append(LineHeader piece, byte[] bytes, int from, int length) {
    Line line = lines.computeIfAbsent(piece.stream(), stream -> new Line(piece.time()));
    int index = from;
    int left = length;
    while (line.content.size() + left > options.maxLineBytes()) {
      int fits = options.maxLineBytes() - line.content.size();
      line.content.write(bytes, index, fits);
      emit(piece.stream(), line, true);
      index += fits;
      left -= fits;
    }
    line.content.write(bytes, index, left);
  }

  private void emit(LogStream stream, Line line, boolean partial) {
    target.accept(new LogEntry(line.time, stream, partial, line.content.toByteArray()));
    line.content.reset();
  }

  private void endOfLine() {
    LineHeader piece = current;
    if (at == At.CONTENT && piece != null) {
      Line line = lines.get(piece.stream());
      if (line != null && !(piece.partial() && options.joined())) {
        emit(piece.stream(), line, piece.partial());
        lines.remove(piece.stream());
      }
    }
    reset();
  }

  private void reset() {
    at = At.HEADER;
    headerLength = 0;
    spaces = 0;
    current = null;
    lineOffset = offset;
  }

  /** A file has ended; the next byte begins a line, even if the file ended in the middle of one. */
  void endOfFile() {
    LineHeader piece = current;
    if (at == At.HEADER && headerLength > 0) {
      malformed++;
    } else if (at == At.CONTENT && piece != null && !options.joined()) {
      flush(piece.stream());
    }
    reset();
  }

  /** There is no more: hands on what has been put together so far. */
  void endOfLog() {
    endOfFile();
    for (LogStream stream : LogStream.values()) {
      flush(stream);
    }
  }

  private void flush(LogStream stream) {
    Line line = lines.remove(stream);
    if (line != null && line.content.size() > 0) {
      emit(stream, line, true);
    }
  }
}
