package io.kriterion.grader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StartTimesTest {

  /* What the clocks of the two sides are off by, or a thread waits for its turn on a busy machine. */
  private static final Duration TOLERANCE = Duration.ofMillis(500);

  /* What the process did before it was a JVM, with the same wait. */
  private static final Duration BEFORE_THE_JVM = Duration.ofSeconds(10);

  @Test
  void agreesWithTheJvmsOwnClock() {
    Duration up = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    StartTimes times = StartTimes.until(System.nanoTime());
    assertThat(times.ready()).isBetween(up.minus(TOLERANCE), up.plus(BEFORE_THE_JVM));
    assertThat(times.jvm()).isBetween(times.ready().minus(TOLERANCE), times.ready());
  }

  @Test
  void theJvmsPartEndsWhereTheProgramBegan() {
    long entered = System.nanoTime() - Duration.ofMillis(1).toNanos();
    StartTimes times = StartTimes.until(entered);
    assertThat(times.ready().minus(times.jvm()))
        .isBetween(Duration.ofMillis(1), Duration.ofSeconds(10));
  }
}
