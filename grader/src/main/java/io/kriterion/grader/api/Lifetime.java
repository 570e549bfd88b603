package io.kriterion.grader.api;

import java.time.Duration;

/**
 * How long a connection from the network lasts, so that nobody holds one for ever.
 *
 * @param idle without a call
 * @param age in all, a tenth more or less; the client is told to make another one then
 * @param grace how long calls may still go on that were made before
 */
record Lifetime(Duration idle, Duration age, Duration grace) {

  /** What is built in. */
  static final Lifetime USUAL =
      new Lifetime(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofMinutes(5));
}
