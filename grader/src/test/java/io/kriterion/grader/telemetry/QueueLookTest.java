package io.kriterion.grader.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueSnapshot;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A queue is asked now and then, however often it is looked at. */
class QueueLookTest {

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1);

  private QueueSnapshot answer() {
    return new QueueSnapshot(asked.incrementAndGet(), 0, 0, List.of());
  }

  @Test
  void anAnswerCountsForAWhile() {
    QueueLook look = new QueueLook(this::answer, time::get);
    assertThat(look.now()).map(QueueSnapshot::queued).contains(1L);
    time.addAndGet(QueueLook.FRESH.toNanos() - 1);
    assertThat(look.now()).map(QueueSnapshot::queued).contains(1L);
    time.incrementAndGet();
    assertThat(look.now()).map(QueueSnapshot::queued).contains(2L);
    assertThat(look.problem()).isEmpty();
  }

  @Test
  void aRefusalIsNotAnAnswerAndIsNotAskedForAgainAtOnce() {
    QueueLook look =
        new QueueLook(
            () -> {
              asked.incrementAndGet();
              throw new QueueException(QueueException.Reason.UNAVAILABLE, "closed");
            },
            time::get);
    assertThat(look.now()).isEmpty();
    assertThat(look.problem()).contains("the queue does not answer");
    assertThat(asked).hasValue(1);
  }
}
