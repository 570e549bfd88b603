package io.kriterion.grader.queue.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.ReleaseReason;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.Tasks;
import io.kriterion.grader.queue.Watch;
import io.kriterion.grader.task.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks that jump, processes that stand still, restarts, and what is forgotten. */
class QueueTimeTest {

  private static final Duration LONG = Duration.ofDays(400);

  @TempDir private Path directory = Path.of("");

  private final FakeTime time = new FakeTime();

  private EmbeddedQueue open() {
    return time.open(directory, FakeTime.SETTINGS);
  }

  private static Lease running(EmbeddedQueue queue, NewTask task) throws InterruptedException {
    queue.submit(task);
    return queue.claim(Set.of(), 1, Duration.ZERO).getFirst().lease();
  }

  private static List<ClaimedTask> claim(EmbeddedQueue queue) throws InterruptedException {
    return queue.claim(Set.of(), 1, Duration.ZERO);
  }

  @Test
  void aWallClockThatIsSetEndsNoLeaseAndPreservesNone() throws InterruptedException {
    try (EmbeddedQueue queue = open()) {
      Lease lease = running(queue, Tasks.of("k"));
      time.setWall(Instant.parse("2050-01-01T00:00:00Z"));
      time.look(queue);
      assertThat(claim(queue)).as("forward: no lease ends").isEmpty();
      time.setWall(Instant.parse("1980-01-01T00:00:00Z"));
      queue.renew(lease);
      time.pass(Duration.ofSeconds(31), queue);
      assertThat(claim(queue)).as("backward: none is endless").hasSize(1);
    }
  }

  @Test
  void aWallClockThatIsSetForgetsNothing() throws InterruptedException {
    try (EmbeddedQueue queue = open()) {
      Lease lease = running(queue, Tasks.of("k"));
      queue.complete(lease, Bytes.EMPTY);
      time.setWall(Instant.parse("2050-01-01T00:00:00Z"));
      time.pass(Duration.ofMinutes(5), queue);
      assertThat(queue.status(lease.task()).state()).isEqualTo(TaskState.DONE);
    }
  }

  @Test
  void aProcessThatStoodStillEndsNoLeases() throws InterruptedException {
    try (EmbeddedQueue queue = open()) {
      Lease lease = running(queue, Tasks.of("k"));
      time.stopFor(LONG);
      assertThat(queue.renew(lease).cancelled()).isFalse();
      assertThat(claim(queue)).isEmpty();
    }
  }

  @Test
  void afterARestartALeaseBeginsAnewAndEnds() throws InterruptedException {
    Lease lease;
    try (EmbeddedQueue queue = open()) {
      lease = running(queue, Tasks.of("k"));
      time.pass(Duration.ofSeconds(25), queue);
    }
    time.stopFor(LONG);
    time.setWall(Instant.parse("2050-01-01T00:00:00Z"));
    try (EmbeddedQueue queue = open()) {
      time.pass(Duration.ofSeconds(25), queue);
      assertThat(claim(queue)).isEmpty();
      assertThat(queue.renew(lease).left()).isEqualTo(Duration.ofSeconds(30));
      time.pass(Duration.ofSeconds(31), queue);
      assertThat(claim(queue)).hasSize(1);
    }
  }

  @Test
  void aRestartedWorkerGivesBackWhatItNotedDown() throws InterruptedException {
    TaskId task;
    try (EmbeddedQueue queue = open()) {
      task = running(queue, Tasks.of("k")).task();
    }
    try (EmbeddedQueue queue = open()) {
      queue.release(new Lease(task, 1), ReleaseReason.RETURNED, "the node was restarted");
      assertThat(claim(queue)).extracting(ClaimedTask::lease).containsExactly(new Lease(task, 2));
    }
  }

  @Test
  void sharesOutliveARestart() throws InterruptedException {
    try (EmbeddedQueue queue = open()) {
      for (int i = 0; i < 4; i++) {
        queue.submit(Tasks.of("a" + i, "a", "u"));
      }
      assertThat(claim(queue)).hasSize(1);
      queue.submit(Tasks.of("b", "b", "u"));
    }
    try (EmbeddedQueue queue = open()) {
      assertThat(claim(queue).getFirst().task().course()).isEqualTo("b");
      assertThat(queue.snapshot().queued()).isEqualTo(3);
    }
  }

  @Test
  void whoAsksInVainHasNothingWritten() throws InterruptedException, IOException {
    Path log = directory.resolve("queue.db-wal");
    try (EmbeddedQueue queue = open()) {
      running(queue, Tasks.of("k"));
      byte[] before = Files.readAllBytes(log);
      for (int i = 0; i < 3; i++) {
        assertThat(claim(queue)).isEmpty();
        assertThat(queue.submit(Tasks.of("k")).isNew()).isFalse();
      }
      assertThat(Files.readAllBytes(log)).isEqualTo(before);
      queue.submit(Tasks.of("other"));
      assertThat(Files.readAllBytes(log)).isNotEqualTo(before);
    }
  }

  @Test
  void aFinishedTaskIsForgottenAfterTheRetention() throws InterruptedException {
    try (EmbeddedQueue queue = open();
        Watch late = watchOfFinished(queue)) {
      TaskId waiting = queue.submit(Tasks.of("waits")).task();
      time.pass(Duration.ofMinutes(59), queue);
      assertThat(queue.snapshot().finished()).isPositive();
      time.pass(Duration.ofMinutes(3), queue);
      assertThatThrownBy(() -> late.next(Duration.ofSeconds(30)))
          .isInstanceOfSatisfying(
              QueueException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_TASK));
      assertThat(queue.submit(Tasks.of("k")).isNew()).isTrue();
      assertThat(queue.status(waiting).state()).isEqualTo(TaskState.QUEUED);
    }
  }

  private static Watch watchOfFinished(EmbeddedQueue queue) throws InterruptedException {
    Lease lease = running(queue, Tasks.of("k"));
    queue.complete(lease, Bytes.EMPTY);
    return queue.watch(lease.task(), 0);
  }

  @Test
  void aBackupIsAQueueOfThatMoment() throws InterruptedException, IOException {
    Path copy = Files.createDirectory(directory.resolve("copy")).resolve("queue.db");
    TaskId task;
    try (EmbeddedQueue queue = time.open(directory.resolve("one"), FakeTime.SETTINGS)) {
      task = queue.submit(Tasks.of("before")).task();
      EmbeddedQueue.backup(directory.resolve("one"), copy);
      queue.submit(Tasks.of("after"));
      assertThatThrownBy(() -> EmbeddedQueue.backup(directory.resolve("one"), copy))
          .isInstanceOf(QueueException.class)
          .hasMessageContaining("copy/queue.db");
    }
    try (EmbeddedQueue queue = time.open(directory.resolve("copy"), FakeTime.SETTINGS)) {
      assertThat(queue.snapshot().queued()).isEqualTo(1);
      assertThat(claim(queue)).extracting(claimed -> claimed.lease().task()).containsExactly(task);
    }
  }
}
