package io.kriterion.client;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Times as the wire has them. */
final class WireTimes {

  private WireTimes() {}

  static Instant instant(Timestamp time) {
    try {
      return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    } catch (DateTimeException | ArithmeticException e) {
      throw bad(e);
    }
  }

  /** The time, unless the field is not set. */
  static Optional<Instant> instant(boolean set, Timestamp time) {
    return set ? Optional.of(instant(time)) : Optional.empty();
  }

  static Duration duration(com.google.protobuf.Duration time) {
    try {
      return Duration.ofSeconds(time.getSeconds(), time.getNanos());
    } catch (ArithmeticException e) {
      throw bad(e);
    }
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static com.google.protobuf.Duration duration(Duration time) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(time.getSeconds())
        .setNanos(time.getNano())
        .build();
  }

  private static GraderClientException bad(RuntimeException cause) {
    return new GraderClientException(
        GraderClientException.Code.INTERNAL, "the node sent a time that is none", cause);
  }
}
