package io.kriterion.grader.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.TaskEvent.Kind;
import io.kriterion.grader.task.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The life of a task: submitted, claimed, completed, or cancelled, given back, dead. */
public abstract class LifeTck extends TaskQueueTck {

  private static final Bytes RESULT = Bytes.ofText("result");

  @Test
  final void aTaskComesToAWorkerAsItWasSubmitted() throws InterruptedException {
    NewTask task =
        Tasks.withNeeds(Tasks.withPriority(Tasks.of("k", "course", "user"), 7), "runc", "big");
    Acceptance accepted = queue().submit(task);
    assertThat(accepted.isNew()).isTrue();
    ClaimedTask claimed = queue().claim(Set.of("big", "runc", "kata"), 5, Duration.ZERO).getFirst();
    assertThat(claimed.lease()).isEqualTo(new Lease(accepted.task(), 1));
    assertThat(claimed.leaseTime()).isEqualTo(Duration.ofSeconds(30));
    assertThat(claimed.task()).isEqualTo(task);
    assertThat(claimed.times().submitted()).contains(Tasks.SUBMITTED);
    assertThat(claimed.times().claimed()).isPresent();
    assertNothingWaits();
  }

  @Test
  final void statusFollowsTheLife() throws InterruptedException {
    TaskId task = submit(Tasks.of("k"));
    assertThat(queue().status(task))
        .satisfies(status -> assertThat(status.state()).isEqualTo(TaskState.QUEUED))
        .satisfies(status -> assertThat(status.attempt()).isZero())
        .satisfies(status -> assertThat(status.times().claimed()).isEmpty())
        .satisfies(status -> assertThat(status.position()).isPresent());
    Lease lease = claim().lease();
    assertThat(queue().status(task))
        .satisfies(status -> assertThat(status.state()).isEqualTo(TaskState.RUNNING))
        .satisfies(status -> assertThat(status.attempt()).isEqualTo(1))
        .satisfies(status -> assertThat(status.position()).isEmpty());
    queue().complete(lease, RESULT);
    assertThat(queue().status(task))
        .satisfies(status -> assertThat(status.state()).isEqualTo(TaskState.DONE))
        .satisfies(status -> assertThat(status.times().finished()).isPresent())
        .satisfies(status -> assertThat(status.reasons()).isEmpty());
  }

  @Test
  final void theSameKeyIsTheSameTask() throws InterruptedException {
    Acceptance first = queue().submit(Tasks.of("k"));
    assertThat(queue().submit(Tasks.of("k"))).isEqualTo(new Acceptance(first.task(), false));
    queue().complete(claim().lease(), RESULT);
    assertThat(queue().submit(Tasks.of("k"))).isEqualTo(new Acceptance(first.task(), false));
    assertNothingWaits();
  }

  @Test
  final void theSameKeyWithAnotherPayloadIsRefused() throws InterruptedException {
    submit(Tasks.of("k"));
    NewTask other = Tasks.withPayload(Tasks.of("k"), Bytes.ofText("other"));
    assertRefused(Reason.KEY_CONFLICT, () -> queue().submit(other));
    assertThat(claim().task().payload()).isEqualTo(Bytes.ofText("k"));
    assertNothingWaits();
  }

  @Test
  final void whatTheQueueDoesNotKnowIsSaid() {
    TaskId unknown = new TaskId("no-such-task");
    Lease lease = new Lease(unknown, 1);
    assertRefused(Reason.UNKNOWN_TASK, () -> queue().status(unknown));
    assertRefused(Reason.UNKNOWN_TASK, () -> queue().watch(unknown, 0));
    assertRefused(Reason.UNKNOWN_TASK, () -> queue().cancel(unknown, "why"));
    assertRefused(Reason.UNKNOWN_TASK, () -> queue().renew(lease));
    assertRefused(Reason.UNKNOWN_TASK, () -> queue().complete(lease, RESULT));
  }

  @Test
  final void aWorkerGetsOnlyWhatItIsCapableOf() throws InterruptedException {
    submit(Tasks.withNeeds(Tasks.of("kata"), "kata"));
    submit(Tasks.withNeeds(Tasks.of("both"), "kata", "big"));
    submit(Tasks.of("any"));
    List<ClaimedTask> none = queue().claim(Set.of("runc", "big"), 9, Duration.ZERO);
    assertThat(none).extracting(claimed -> claimed.task().key()).containsExactly("any");
    List<ClaimedTask> some = queue().claim(Set.of("kata"), 9, Duration.ZERO);
    assertThat(some).extracting(claimed -> claimed.task().key()).containsExactly("kata");
    List<ClaimedTask> rest = queue().claim(Set.of("kata", "big"), 9, Duration.ZERO);
    assertThat(rest).extracting(claimed -> claimed.task().key()).containsExactly("both");
  }

  @Test
  final void aTaskThatIsGivenBackComesAgainBeforeYoungerOnes() throws InterruptedException {
    submit(Tasks.of("old"));
    submit(Tasks.of("young"));
    Lease lease = claim().lease();
    queue().release(lease, ReleaseReason.RETURNED, "the node\nstops");
    ClaimedTask again = claim();
    assertThat(again.task().key()).isEqualTo("old");
    assertThat(again.lease().attempt()).isEqualTo(2);
    assertThat(queue().status(lease.task()).reasons())
        .singleElement()
        .asString()
        .contains("the node stops");
  }

  @Test
  final void returningATaskCountsAgainstNobody() throws InterruptedException {
    TaskId task = submit(Tasks.of("k"));
    for (int i = 0; i < 3 * ATTEMPTS; i++) {
      queue().release(claim().lease(), ReleaseReason.RETURNED, "drained");
    }
    assertThat(queue().status(task).state()).isEqualTo(TaskState.QUEUED);
  }

  @Test
  final void aTaskWhoseAttemptsFailIsDeadAndSaysWhy() throws InterruptedException {
    TaskId task = submit(Tasks.of("k"));
    for (int i = 1; i <= ATTEMPTS; i++) {
      queue().release(claim().lease(), ReleaseReason.FAILED, "reason " + i);
    }
    assertNothingWaits();
    TaskStatus status = queue().status(task);
    assertThat(status.state()).isEqualTo(TaskState.DEAD);
    assertThat(status.reasons()).hasSize(ATTEMPTS);
    assertThat(status.reasons().getLast()).contains("reason " + ATTEMPTS);
    List<TaskEvent> events = allEvents(task, 0);
    assertThat(kinds(events)).containsExactly(Kind.ATTEMPT_ENDED, Kind.ATTEMPT_ENDED, Kind.DEAD);
    assertThat(events.getLast().data().latin1(0, events.getLast().data().length()))
        .contains("reason 1", "reason 2", "reason 3");
  }

  @Test
  final void aWaitingTaskIsCancelledAtOnce() throws InterruptedException {
    TaskId task = submit(Tasks.of("k"));
    assertThat(queue().cancel(task, "not needed")).isEqualTo(TaskState.CANCELLED);
    assertNothingWaits();
    assertThat(kinds(allEvents(task, 0))).containsExactly(Kind.CANCELLED);
    assertThat(queue().cancel(task, "again")).isEqualTo(TaskState.CANCELLED);
    assertThat(queue().snapshot().queued()).isZero();
  }

  @Test
  final void theWorkerOfACancelledTaskLearnsItAtTheNextRenewal() throws InterruptedException {
    TaskId task = submit(Tasks.of("k"));
    Lease lease = claim().lease();
    assertThat(queue().renew(lease).cancelled()).isFalse();
    assertThat(queue().awaitStop(lease, Duration.ZERO)).isFalse();
    assertThat(queue().cancel(task, "not needed")).isEqualTo(TaskState.RUNNING);
    assertThat(queue().renew(lease).cancelled()).isTrue();
    assertThat(queue().awaitStop(lease, PATIENCE)).isTrue();
    queue().release(lease, ReleaseReason.FAILED, "stopped");
    assertThat(queue().status(task).state()).isEqualTo(TaskState.CANCELLED);
    assertThat(kinds(allEvents(task, 0))).containsExactly(Kind.CANCELLED);
  }

  @Test
  final void aCancelledTaskMayStillHaveBeenQuicker() throws InterruptedException {
    TaskId task = submit(Tasks.of("k"));
    Lease lease = claim().lease();
    queue().cancel(task, "too late");
    queue().complete(lease, RESULT);
    assertThat(queue().status(task).state()).isEqualTo(TaskState.DONE);
    assertThat(queue().cancel(task, "much too late")).isEqualTo(TaskState.DONE);
    assertThat(kinds(allEvents(task, 0))).containsExactly(Kind.RESULT);
  }

  @Test
  final void aTaskHasOneResult() throws InterruptedException {
    TaskId task = submit(Tasks.of("k"));
    Lease lease = claim().lease();
    queue().complete(lease, RESULT);
    queue().complete(lease, RESULT);
    assertRefused(
        Reason.STALE_ATTEMPT, () -> queue().complete(lease, Bytes.ofText("another result")));
    assertThat(allEvents(task, 0)).extracting(TaskEvent::data).containsExactly(RESULT);
  }

  @Test
  final void snapshotCountsWhatThereIs() throws InterruptedException {
    submit(Tasks.of("a", "one", "u"));
    submit(Tasks.of("b", "one", "v"));
    submit(Tasks.withPriority(Tasks.of("c", "two", "u"), 1));
    submit(Tasks.of("d", "one", "u"));
    queue().complete(claim().lease(), RESULT);
    claim();
    QueueSnapshot snapshot = queue().snapshot();
    assertThat(snapshot.queued()).isEqualTo(2);
    assertThat(snapshot.running()).isEqualTo(1);
    assertThat(snapshot.finished()).isEqualTo(1);
    assertThat(snapshot.courses())
        .containsExactly(new QueueSnapshot.Backlog(0, "one", 2, Duration.ofSeconds(2)));
  }

  @Test
  final void aClosedQueueSaysSo() {
    TaskId task = submit(Tasks.of("k"));
    Watch watch = queue().watch(task, 0);
    queue().close();
    queue().close();
    assertRefused(Reason.UNAVAILABLE, () -> queue().submit(Tasks.of("l")));
    assertRefused(Reason.UNAVAILABLE, () -> queue().claim(Set.of(), 1, PATIENCE));
    assertRefused(Reason.UNAVAILABLE, () -> queue().snapshot());
    assertRefused(Reason.UNAVAILABLE, () -> watch.next(PATIENCE));
  }

  @Test
  final void boundsAreChecked() {
    NewTask task = Tasks.of("k");
    for (String name : List.of("", "two\nlines", "nul\0", "half a pair \ud800", "x".repeat(201))) {
      assertThatThrownBy(() -> Tasks.of(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("key");
    }
    assertThatThrownBy(() -> Tasks.withPriority(task, 101))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tasks.withCost(task, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tasks.withNeeds(task, "two words"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> queue().claim(Set.of(), 0, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
