package io.kriterion.cri.logs;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What of a log is wanted, and how. Immutable.
 *
 * @param streams the streams that are wanted, at least one
 * @param since the earliest time that is wanted; a line counts as of its first piece
 * @param tail how many of the last wanted lines there were when the log was opened, 0 or more;
 *     absent means all
 * @param limitBytes after how many bytes of content reading ends, 1 or more; line ends do not
 *     count, and the last entry is cut where the limit falls
 * @param joined whether the pieces into which the runtime cuts long lines are put together; if not,
 *     every piece is an entry
 * @param maxLineBytes the longest content of an entry, 1 KiB to 64 MiB; a longer line comes in
 *     several entries that are partial. It bounds the memory: twice this at most
 * @param rotated whether rotated files that lie beside the log and are not compressed are read too,
 *     before it
 */
public record LogOptions(
    Set<LogStream> streams,
    Optional<Instant> since,
    OptionalLong tail,
    OptionalLong limitBytes,
    boolean joined,
    int maxLineBytes,
    boolean rotated) {

  /** All of the current file, in whole lines of up to 1 MiB. */
  public static final LogOptions ALL =
      new LogOptions(
          EnumSet.allOf(LogStream.class),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          true,
          1 << 20,
          false);

  /** Copies the set and checks the bounds. */
  public LogOptions {
    streams = Set.copyOf(streams);
    requireNonNull(since, "since");
    if (streams.isEmpty()) {
      throw new IllegalArgumentException("streams: [] (expected: at least one)");
    }
    if (tail.isPresent() && tail.getAsLong() < 0) {
      throw new IllegalArgumentException("tail: " + tail.getAsLong() + " (expected: 0 or more)");
    }
    if (limitBytes.isPresent() && limitBytes.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "limitBytes: " + limitBytes.getAsLong() + " (expected: 1 or more)");
    }
    if (maxLineBytes < 1 << 10 || maxLineBytes > 64 << 20) {
      throw new IllegalArgumentException(
          "maxLineBytes: " + maxLineBytes + " (expected: 1024..67108864)");
    }
  }

  /** A copy that wants only one stream. */
  public LogOptions only(LogStream stream) {
    return new LogOptions(Set.of(stream), since, tail, limitBytes, joined, maxLineBytes, rotated);
  }

  /** A copy that wants what was logged at this time or later. */
  public LogOptions since(Instant time) {
    return new LogOptions(
        streams, Optional.of(time), tail, limitBytes, joined, maxLineBytes, rotated);
  }

  /** A copy that wants the last lines. */
  public LogOptions tail(long lines) {
    return new LogOptions(
        streams, since, OptionalLong.of(lines), limitBytes, joined, maxLineBytes, rotated);
  }

  /** A copy that ends after so many bytes of content. */
  public LogOptions limitBytes(long bytes) {
    return new LogOptions(
        streams, since, tail, OptionalLong.of(bytes), joined, maxLineBytes, rotated);
  }

  /** A copy that joins the pieces of lines, or does not. */
  public LogOptions joined(boolean joined) {
    return new LogOptions(streams, since, tail, limitBytes, joined, maxLineBytes, rotated);
  }

  /** A copy with another bound for an entry's content. */
  public LogOptions maxLineBytes(int bytes) {
    return new LogOptions(streams, since, tail, limitBytes, joined, bytes, rotated);
  }

  /** A copy that reads rotated files too, or does not. */
  public LogOptions rotated(boolean rotated) {
    return new LogOptions(streams, since, tail, limitBytes, joined, maxLineBytes, rotated);
  }
}
