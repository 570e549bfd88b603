package io.kriterion.grader.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollTest {

  @Test
  void asksUntilItHolds() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    assertThat(Poll.until(() -> asked.incrementAndGet() == 3, Duration.ofSeconds(10))).isTrue();
    assertThat(asked).hasValue(3);
  }

  @Test
  void asksLessOftenTheLongerItTakes() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    long start = System.nanoTime();
    Poll.until(() -> asked.incrementAndGet() < 0, Duration.ofSeconds(1));
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000_000L);
    // every 4 ms would be 250
    assertThat(asked).hasValueBetween(2, 60);
  }

  @Test
  void asksOnceWithoutTime() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    assertThat(Poll.until(() -> asked.incrementAndGet() == 3, Duration.ZERO)).isFalse();
    assertThat(asked).hasValue(1);
  }

  @Test
  void anInterruptEndsTheWait() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> Poll.until(() -> false, Duration.ofSeconds(10)))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anInterruptDoesNotEndACleanup() {
    AtomicInteger asked = new AtomicInteger();
    Thread.currentThread().interrupt();
    assertThat(
            Poll.untilUninterruptibly(() -> asked.incrementAndGet() == 5, Duration.ofSeconds(10)))
        .isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }
}
