package io.kriterion.grader.cli;

import io.kriterion.grader.process.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How long this process took to get where it is, since the system made it.
 *
 * <p>Counted on the clock of {@code /proc}, the time since the boot, which is exact to ten
 * milliseconds. The JDK gives a process's start as a time of day; it adds the boot's, which the
 * kernel tells in whole seconds, so that one is wrong by up to a second.
 *
 * @param jvm until the program's first line ran
 * @param ready until a submission could be graded: task read, runtime connected, image there
 */
record StartTimes(Duration jvm, Duration ready) {

  private static final Path UPTIME = Path.of("/proc/uptime");

  /* USER_HZ, the unit of /proc/PID/stat: 100 on every architecture that this program runs on. */
  private static final int TICKS_PER_SECOND = 100;

  /**
   * The times of this process, which is ready now.
   *
   * @param mainEntered when it entered its program, as {@link System#nanoTime} told
   */
  static StartTimes until(long mainEntered) {
    double uptime;
    try {
      String text = Files.readString(UPTIME);
      uptime = Double.parseDouble(text.substring(0, text.indexOf(' ')));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long sinceMain = System.nanoTime() - mainEntered;
    double started = (double) ProcessId.current().startTicks() / TICKS_PER_SECOND;
    Duration ready = Duration.ofNanos((long) (1e9 * (uptime - started)));
    return new StartTimes(ready.minusNanos(sinceMain), ready);
  }
}
