package io.kriterion.grader.cli;

import java.time.Duration;
import java.time.Instant;

/**
 * How long this process took to get where it is, since the system made it; the system's own stamp
 * is exact to ten milliseconds.
 *
 * @param jvm until the program's first line ran
 * @param ready until a submission could be graded: task read, runtime connected, image there
 */
record StartTimes(Duration jvm, Duration ready) {

  /** The times of this process, which entered its program then and is ready now. */
  static StartTimes until(Instant mainEntered) {
    Instant start = ProcessHandle.current().info().startInstant().orElse(mainEntered);
    return new StartTimes(
        Duration.between(start, mainEntered), Duration.between(start, Instant.now()));
  }
}
