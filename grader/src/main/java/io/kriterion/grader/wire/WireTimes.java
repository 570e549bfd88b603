package io.kriterion.grader.wire;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Times and durations, between the messages' and Java's. */
public final class WireTimes {

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
  private static final Duration LONGEST = Duration.ofDays(365_000);
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private WireTimes() {}

  /** A moment for a message. */
  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /**
   * A message's moment, between the years 1970 and 9999.
   *
   * @throws IllegalArgumentException if it is out of these bounds
   */
  public static Instant instant(Timestamp timestamp) {
    try {
      Instant instant = Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
      if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
        throw new IllegalArgumentException("time: between the years 1970 and 9999 expected");
      }
      return instant;
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("time: between the years 1970 and 9999 expected", e);
    }
  }

  /** A duration for a message. */
  public static com.google.protobuf.Duration duration(Duration duration) {
    long seconds = duration.getSeconds();
    int nanos = duration.getNano();
    if (seconds < 0 && nanos > 0) { // the wire format has both of one sign
      seconds++;
      nanos -= NANOS_PER_SECOND;
    }
    return com.google.protobuf.Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
  }

  /**
   * A message's duration, at most a thousand years.
   *
   * @throws IllegalArgumentException if it is longer or negative
   */
  public static Duration duration(com.google.protobuf.Duration duration) {
    if (duration.getSeconds() < 0
        || duration.getNanos() < 0
        || duration.getSeconds() > LONGEST.toSeconds()) {
      throw new IllegalArgumentException("duration: not negative, at most 1000 years expected");
    }
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }
}
