package io.kriterion.grader.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.TaskEvent.Kind;
import io.kriterion.grader.task.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Events: numbered, kept up to a bound, followed by many at their own pace. */
public abstract class EventsTck extends TaskQueueTck {

  private static final int WATCHERS = 1000;

  private static List<Bytes> events(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> Bytes.ofText("event " + i)).toList();
  }

  private static List<Bytes> data(List<TaskEvent> events) {
    return events.stream().map(TaskEvent::data).toList();
  }

  private Lease running() throws InterruptedException {
    submit(Tasks.of("k"));
    return claim().lease();
  }

  @Test
  final void eventsAreNumberedWithoutGaps() throws InterruptedException {
    Lease first = running();
    queue().publish(first, 1, events(1, 3));
    queue().release(first, ReleaseReason.FAILED, "the runtime is sick");
    Lease second = claim().lease();
    queue().publish(second, 1, events(4, 5));
    queue().complete(second, Bytes.ofText("result"));
    List<TaskEvent> all = allEvents(first.task(), 0);
    assertThat(all)
        .extracting(TaskEvent::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 7).boxed().toList());
    assertThat(all).extracting(TaskEvent::attempt).containsExactly(1, 1, 1, 1, 2, 2, 2);
    assertThat(kinds(all).get(3)).isEqualTo(Kind.ATTEMPT_ENDED);
    assertThat(kinds(all).getLast()).isEqualTo(Kind.RESULT);
  }

  @Test
  final void aRepeatedCallAddsNothingTwice() throws InterruptedException {
    Lease lease = running();
    queue().publish(lease, 1, events(1, 3));
    queue().publish(lease, 1, events(1, 3));
    queue().publish(lease, 2, events(2, 5));
    queue().complete(lease, Bytes.EMPTY);
    List<TaskEvent> all = allEvents(lease.task(), 0);
    assertThat(data(all.subList(0, all.size() - 1))).isEqualTo(events(1, 5));
  }

  @Test
  final void aGapIsRefused() throws InterruptedException {
    Lease lease = running();
    queue().publish(lease, 1, events(1, 2));
    assertThatThrownBy(() -> queue().publish(lease, 4, events(4, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 3");
    assertThatThrownBy(() -> queue().publish(lease, 0, events(1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  final void whatIsTooMuchIsCutWithAMark() throws InterruptedException {
    Lease lease = running();
    Bytes large = Bytes.of(new byte[EVENT_BYTES / 4]);
    for (int i = 1; i <= 8; i++) {
      queue().publish(lease, i, List.of(large));
    }
    queue().publish(lease, 9, events(9, 9));
    queue().complete(lease, Bytes.ofText("result"));
    assertThat(kinds(allEvents(lease.task(), 0)))
        .containsExactly(
            Kind.PUBLISHED, Kind.PUBLISHED, Kind.PUBLISHED, Kind.TRUNCATED, Kind.RESULT);
  }

  @Test
  final void emptyEventsAreNotFree() throws InterruptedException {
    Lease lease = running();
    for (int i = 0; i < 4; i++) {
      queue().publish(lease, 1 + 1000L * i, java.util.Collections.nCopies(1000, Bytes.EMPTY));
    }
    queue().complete(lease, Bytes.EMPTY);
    List<TaskEvent> all = allEvents(lease.task(), 0);
    assertThat(all).hasSize(EVENT_BYTES / 64 + 2);
    assertThat(kinds(all).get(all.size() - 2)).isEqualTo(Kind.TRUNCATED);
  }

  @Test
  final void aWatcherThatComesBackMissesNothingAndSeesNothingTwice() throws InterruptedException {
    Lease lease = running();
    queue().publish(lease, 1, events(1, 600));
    queue().complete(lease, Bytes.EMPTY);
    List<TaskEvent> seen = new ArrayList<>();
    boolean ended = false;
    while (!ended) {
      long after = seen.isEmpty() ? 0 : seen.getLast().seq();
      try (Watch watch = queue().watch(lease.task(), after)) {
        seen.addAll(watch.next(PATIENCE));
        ended = watch.isEnded();
      }
    }
    assertThat(seen)
        .extracting(TaskEvent::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 601).boxed().toList());
    try (Watch watch = queue().watch(lease.task(), 601)) {
      assertThat(watch.isEnded()).isTrue();
      assertThat(watch.next(PATIENCE)).isEmpty();
    }
    assertThatThrownBy(() -> queue().watch(lease.task(), 602))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  final void aWatcherIsGivenEventsWhileTheTaskRuns() throws Exception {
    Lease lease = running();
    try (Watch watch = queue().watch(lease.task(), 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(watch.next(Duration.ZERO)).isEmpty();
      for (int i = 1; i <= 20; i++) {
        Future<List<TaskEvent>> next = threads.submit(() -> watch.next(PATIENCE));
        queue().publish(lease, i, events(i, i));
        assertThat(data(next.get(SOON.toSeconds(), TimeUnit.SECONDS))).isEqualTo(events(i, i));
      }
    }
  }

  @Test
  final void aThousandWatchersSeeEverythingOnceInOrder() throws Exception {
    Lease lease = running();
    CountDownLatch watching = new CountDownLatch(WATCHERS);
    Callable<List<Long>> watcher =
        () -> {
          List<Long> numbers = new ArrayList<>();
          try (Watch watch = queue().watch(lease.task(), 0)) {
            watching.countDown();
            while (!watch.isEnded()) {
              List<TaskEvent> next = watch.next(PATIENCE);
              assertThat(next).isNotEmpty();
              next.forEach(event -> numbers.add(event.seq()));
            }
          }
          return numbers;
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> all = new ArrayList<>();
      for (int i = 0; i < WATCHERS; i++) {
        all.add(threads.submit(watcher));
      }
      watching.await();
      for (int i = 1; i <= 20; i++) {
        queue().publish(lease, i, events(i, i));
      }
      queue().complete(lease, Bytes.EMPTY);
      List<Long> expected = LongStream.rangeClosed(1, 21).boxed().toList();
      for (Future<List<Long>> numbers : all) {
        assertThat(numbers.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  final void aWatcherThatDoesNotReadHoldsNobodyUp() throws InterruptedException {
    Lease lease = running();
    try (Watch slow = queue().watch(lease.task(), 0)) {
      for (int i = 1; i <= 200; i++) {
        queue().publish(lease, i, events(i, i));
      }
      queue().complete(lease, Bytes.ofText("result"));
      assertThat(queue().status(lease.task()).state()).isEqualTo(TaskState.DONE);
      assertThat(allEvents(lease.task(), 0)).hasSize(201);
      List<TaskEvent> late = new ArrayList<>();
      while (!slow.isEnded()) {
        late.addAll(slow.next(PATIENCE));
      }
      assertThat(late).hasSize(201);
    }
  }

  @Test
  final void anEventThatIsTooLargeIsRefused() throws InterruptedException {
    Lease lease = running();
    Bytes large = Bytes.of(new byte[(256 << 10) + 1]);
    assertRefused(
        Reason.TOO_LARGE, () -> queue().publish(lease, 1, List.of(Bytes.ofText("first"), large)));
    queue().publish(lease, 1, events(1, 1));
    queue().complete(lease, Bytes.EMPTY);
    assertThat(kinds(allEvents(lease.task(), 0)))
        .as("nothing of the refused call was kept")
        .containsExactly(Kind.PUBLISHED, Kind.RESULT);
    assertRefused(Reason.STALE_ATTEMPT, () -> queue().publish(lease, 1, events(1, 1)));
  }
}
