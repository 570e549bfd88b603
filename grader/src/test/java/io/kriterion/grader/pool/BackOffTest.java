package io.kriterion.grader.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A failing handler is left alone for longer and longer, and forgiven at once. */
class BackOffTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(5));

  @Test
  void eachFailureDoublesThePauseUpToTheMost() {
    assertThat(backOff.active(0)).isFalse();
    long[] pauses = {1, 2, 4, 5, 5};
    for (long pause : pauses) {
      backOff.failed(0, "no shim");
      assertThat(backOff.active(pause * SECOND - 1)).isTrue();
      assertThat(backOff.active(pause * SECOND)).isFalse();
    }
    assertThat(backOff.reason()).isEqualTo("no shim");
  }

  @Test
  void aSuccessEndsIt() {
    backOff.failed(0, "no shim");
    backOff.failed(0, "no shim");
    backOff.succeeded();
    assertThat(backOff.active(1)).isFalse();
    backOff.failed(0, "again");
    assertThat(backOff.active(SECOND)).isFalse();
  }
}
