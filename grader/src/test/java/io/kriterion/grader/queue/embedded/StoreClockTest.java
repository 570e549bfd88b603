package io.kriterion.grader.queue.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StoreClockTest {

  private static final Duration STEP = Duration.ofSeconds(10);

  private long nanos;
  private final StoreClock clock = new StoreClock(5000, () -> nanos, STEP);

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void aPauseCountsForOneStep() {
    pass(Duration.ofSeconds(3));
    assertThat(clock.look()).isEqualTo(8000);
    pass(Duration.ofHours(1));
    assertThat(clock.look()).isEqualTo(18_000);
  }

  @Test
  void timeInWhichTheStoreCannotBeWrittenDoesNotCount() {
    pass(Duration.ofSeconds(1));
    clock.look();
    clock.keep();
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofSeconds(5)); // seen by looks that write nothing, too
      clock.look();
      pass(Duration.ofSeconds(5));
      clock.look();
      clock.takeBack();
    }
    pass(Duration.ofSeconds(2));
    assertThat(clock.look()).isEqualTo(8000);
    clock.keep();
    clock.takeBack();
    assertThat(clock.look()).isEqualTo(8000);
  }
}
