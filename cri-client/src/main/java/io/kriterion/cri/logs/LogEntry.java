package io.kriterion.cri.logs;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One line that a container wrote, or a piece of one. Its bytes are the container's, whatever they
 * are: NUL and broken UTF-8 included. Immutable.
 */
public final class LogEntry {

  private final Instant time;
  private final LogStream stream;
  private final boolean partial;
  private final byte[] content;

  LogEntry(Instant time, LogStream stream, boolean partial, byte[] content) {
    this.time = requireNonNull(time, "time");
    this.stream = requireNonNull(stream, "stream");
    this.partial = partial;
    this.content = content;
  }

  /** When the runtime logged it, or its first piece, by the runtime's clock. */
  public Instant time() {
    return time;
  }

  /** Where the container wrote it to. */
  public LogStream stream() {
    return stream;
  }

  /**
   * Whether the line does not end here: the rest comes in the next entry of this stream, or never
   * where the container's output ended without a newline.
   */
  public boolean partial() {
    return partial;
  }

  /** How many bytes the content has. */
  public int length() {
    return content.length;
  }

  /** A copy of the content, without the newline. */
  public byte[] bytes() {
    return content.clone();
  }

  /** The content as UTF-8, with U+FFFD in place of what is none; for people, not to be compared. */
  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** Writes what the container wrote: the content, and a newline where the line ends here. */
  public void writeTo(OutputStream target) throws IOException {
    target.write(content);
    if (!partial) {
      target.write('\n');
    }
  }

  LogEntry cut(int length) {
    byte[] head = new byte[length];
    System.arraycopy(content, 0, head, 0, length);
    return new LogEntry(time, stream, true, head);
  }

  /** Time, stream and length; not the content, which is nobody's to log. */
  @Override
  public String toString() {
    return time + " " + stream + (partial ? " partial " : " ") + content.length + " bytes";
  }
}
