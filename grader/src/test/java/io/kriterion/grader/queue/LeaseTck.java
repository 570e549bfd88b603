package io.kriterion.grader.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.TaskEvent.Kind;
import io.kriterion.grader.task.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Leases, and the fence against whoever has lost one. */
public abstract class LeaseTck extends TaskQueueTck {

  @Test
  final void aLeaseThatIsNotRenewedEndsAndTheTaskComesAgain() throws InterruptedException {
    submit(Tasks.of("k"));
    Lease lost = claim().lease();
    passLease();
    ClaimedTask again = claim();
    assertThat(again.lease()).isEqualTo(new Lease(lost.task(), 2));
    assertThat(queue().status(lost.task()).reasons()).hasSize(1);
  }

  @Test
  final void aRenewedLeaseLasts() throws InterruptedException {
    submit(Tasks.of("k"));
    Lease lease = claim().lease();
    for (int i = 0; i < 5; i++) {
      pass(Duration.ofSeconds(20));
      assertThat(queue().renew(lease).left()).isEqualTo(Duration.ofSeconds(30));
    }
    assertNothingWaits();
    queue().complete(lease, Bytes.EMPTY);
    assertThat(queue().status(lease.task()).state()).isEqualTo(TaskState.DONE);
  }

  @Test
  final void nothingOfAnOlderAttemptCounts() throws InterruptedException {
    TaskId task = submit(Tasks.of("k"));
    Lease old = claim().lease();
    passLease();
    Lease current = claim().lease();
    assertAllRefused(old);
    queue().complete(current, Bytes.ofText("of the second"));
    assertAllRefused(old);
    List<TaskEvent> events = allEvents(task, 0);
    assertThat(kinds(events)).containsExactly(Kind.ATTEMPT_ENDED, Kind.RESULT);
    assertThat(events.getLast().data()).isEqualTo(Bytes.ofText("of the second"));
    assertThat(events).extracting(TaskEvent::attempt).containsExactly(1, 2);
  }

  @Test
  final void nothingOfAnAttemptThatHasEndedCountsBeforeTheNextBeginsEither()
      throws InterruptedException {
    submit(Tasks.of("k"));
    Lease lease = claim().lease();
    queue().release(lease, ReleaseReason.RETURNED, "drained");
    assertAllRefused(lease);
    assertThat(queue().awaitStop(lease, PATIENCE)).isTrue();
  }

  @Test
  final void anAttemptThatHasNotBegunCannotBeWorkedOn() throws InterruptedException {
    submit(Tasks.of("k"));
    Lease lease = claim().lease();
    assertAllRefused(new Lease(lease.task(), 2));
    queue().renew(lease);
  }

  private void assertAllRefused(Lease lease) {
    assertRefused(Reason.STALE_ATTEMPT, () -> queue().renew(lease));
    assertRefused(
        Reason.STALE_ATTEMPT, () -> queue().publish(lease, 1, List.of(Bytes.ofText("x"))));
    assertRefused(Reason.STALE_ATTEMPT, () -> queue().complete(lease, Bytes.ofText("old")));
    assertRefused(Reason.STALE_ATTEMPT, () -> queue().release(lease, ReleaseReason.FAILED, "old"));
  }

  @Test
  final void lostLeasesCountAndKillATaskInTheEnd() throws InterruptedException {
    TaskId task = submit(Tasks.of("k"));
    for (int i = 0; i < ATTEMPTS; i++) {
      claim();
      passLease();
    }
    assertNothingWaits();
    assertThat(kinds(allEvents(task, 0)))
        .containsExactly(Kind.ATTEMPT_ENDED, Kind.ATTEMPT_ENDED, Kind.DEAD);
  }

  @Test
  final void aCancelledTaskWhoseWorkerIsLostIsCancelled() throws InterruptedException {
    TaskId task = submit(Tasks.of("k"));
    claim();
    queue().cancel(task, "not needed");
    passLease();
    assertNothingWaits();
    assertThat(kinds(allEvents(task, 0))).containsExactly(Kind.CANCELLED);
  }

  @Test
  final void aClaimWaitsForWork() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<ClaimedTask>> waiting =
          threads.submit(() -> queue().claim(Set.of(), 1, PATIENCE));
      submit(Tasks.of("k"));
      assertThat(waiting.get(SOON.toSeconds(), TimeUnit.SECONDS)).hasSize(1);
    }
  }

  @Test
  final void aClaimWaitsForATaskThatIsGivenBack() throws Exception {
    submit(Tasks.of("k"));
    Lease lease = claim().lease();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<ClaimedTask>> waiting =
          threads.submit(() -> queue().claim(Set.of(), 1, PATIENCE));
      queue().release(lease, ReleaseReason.RETURNED, "drained");
      assertThat(waiting.get(SOON.toSeconds(), TimeUnit.SECONDS)).hasSize(1);
    }
  }

  @Test
  final void aWorkerThatListensLearnsOfACancellationWithoutRenewing() throws Exception {
    TaskId task = submit(Tasks.of("k"));
    Lease lease = claim().lease();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> stop = threads.submit(() -> queue().awaitStop(lease, PATIENCE));
      queue().cancel(task, "not needed");
      assertThat(stop.get(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  final void anInterruptedClaimTakesNothing() throws Exception {
    Thread[] claiming = new Thread[1];
    Callable<List<ClaimedTask>> claim =
        () -> {
          claiming[0] = Thread.currentThread();
          Thread.currentThread().interrupt();
          return queue().claim(Set.of(), 1, PATIENCE);
        };
    submit(Tasks.of("k"));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<ClaimedTask>> interrupted = threads.submit(claim);
      assertThat(org.assertj.core.api.Assertions.catchThrowable(interrupted::get))
          .hasCauseInstanceOf(InterruptedException.class);
    }
    assertThat(claim().lease().attempt()).isEqualTo(1);
  }

  @Test
  final void manyWorkersGetEachTaskOnce() throws Exception {
    int tasks = 300;
    for (int i = 0; i < tasks; i++) {
      submit(Tasks.of("k" + i, "c" + i % 3, "u" + i % 7));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> workers =
          threads.invokeAll(
              java.util.Collections.nCopies(16, (Callable<List<String>>) () -> served(tasks)));
      List<String> all = new java.util.ArrayList<>();
      for (Future<List<String>> worker : workers) {
        all.addAll(worker.get());
      }
      assertThat(all).hasSize(tasks).doesNotHaveDuplicates();
    }
  }
}
