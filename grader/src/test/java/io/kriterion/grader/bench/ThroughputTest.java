package io.kriterion.grader.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Things done several at a time. */
@Timeout(60)
class ThroughputTest {

  @Test
  void allAreDone() throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    assertThat(Throughput.perSecond(100, 4, done::incrementAndGet)).isPositive();
    assertThat(done).hasValue(100);
  }

  @Test
  void aFailureIsTold() {
    assertThatIllegalStateException()
        .isThrownBy(() ->
            Throughput.perSecond(
                3,
                2,
                () -> {
                  throw new IOException("no");
                }))
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void anInterruptEndsThoseThatRunAndNoneBegins() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(2);
    AtomicInteger begun = new AtomicInteger();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Throughput.perSecond(
                    1000,
                    2,
                    () -> {
                      begun.incrementAndGet();
                      running.countDown();
                      new CountDownLatch(1).await();
                      return "never";
                    });
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    running.await();
    caller.interrupt();
    assertThat(caller.join(Duration.ofSeconds(30))).isTrue();
    assertThat(begun).hasValue(2);
  }
}
