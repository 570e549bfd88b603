package io.kriterion.cri.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a line's content: {@code <RFC 3339 time> stdout|stderr F|P[:tag…]}.
 *
 * @param time when the line was logged
 * @param stream where it was written to
 * @param partial whether the line goes on in the next of its stream
 */
record LineHeader(Instant time, LogStream stream, boolean partial) {

  /** The longest header that is taken for one; known runtimes write about 45 bytes. */
  static final int MAX_BYTES = 256;

  /** The header that these bytes hold, without the space after it; null if it is none. */
  static @Nullable LineHeader parse(byte[] bytes, int length) {
    String[] words = new String(bytes, 0, length, StandardCharsets.US_ASCII).split(" ", -1);
    if (words.length != 3) {
      return null;
    }
    LogStream stream = LogStream.of(words[1]);
    int colon = words[2].indexOf(':');
    String tag = colon < 0 ? words[2] : words[2].substring(0, colon);
    if (stream == null || !(tag.equals("F") || tag.equals("P"))) {
      return null;
    }
    try {
      return new LineHeader(Instant.parse(words[0]), stream, tag.equals("P"));
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
