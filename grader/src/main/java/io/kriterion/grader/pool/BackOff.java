package io.kriterion.grader.pool;

import java.time.Duration;

/** A handler that fails is left alone for a while, twice as long each time. Not thread-safe. */
final class BackOff {

  private final Duration first;
  private final Duration most;
  private int failures;
  private long until;
  private String reason = "";

  BackOff(Duration first, Duration most) {
    this.first = first;
    this.most = most;
  }

  void failed(long now, String why) {
    Duration pause = first;
    for (int i = 0; i < failures && pause.compareTo(most) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    failures++;
    reason = why;
    until = now + (pause.compareTo(most) < 0 ? pause : most).toNanos();
  }

  void succeeded() {
    failures = 0;
    reason = "";
  }

  /** Whether the handler is to be left alone now. */
  boolean active(long now) {
    return failures > 0 && until - now > 0;
  }

  /** Whether it has failed and nothing has succeeded since. */
  boolean failing() {
    return failures > 0;
  }

  /** Why it failed last, or empty. */
  String reason() {
    return reason;
  }
}
