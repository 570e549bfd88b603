package io.kriterion.grader.queue.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.Tasks;
import io.kriterion.grader.task.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Two clocks that stand until they are moved, each by itself. */
final class FakeTime {

  /** What the kit asks for. */
  static final QueueSettings SETTINGS =
      new QueueSettings(
          Duration.ofSeconds(30),
          3,
          200_000,
          ByteSize.ofMebibytes(1),
          ByteSize.ofKibibytes(64),
          Duration.ofHours(1),
          Duration.ofMillis(200));

  /* As long as the store's clock goes on in one step, for leases of 30 s. */
  private static final Duration STEP = Duration.ofSeconds(10);

  private final AtomicLong nanos = new AtomicLong(17);
  private final AtomicReference<Instant> wall =
      new AtomicReference<>(Instant.parse("2026-02-03T04:05:06Z"));
  private int calls;

  EmbeddedQueue open(Path directory, QueueSettings settings) {
    InstantSource wallClock = wall::get;
    return EmbeddedQueue.open(directory, settings, nanos::get, wallClock);
  }

  /** Lets the monotonic clock go on, in steps that the store sees. */
  void pass(Duration time, TaskQueue queue) {
    Duration left = time;
    while (left.isPositive()) {
      Duration step = left.compareTo(STEP) < 0 ? left : STEP;
      nanos.addAndGet(step.toNanos());
      look(queue);
      left = left.minus(step);
    }
  }

  /**
   * Lets the monotonic clock go on without the store looking, as if the process had been stopped.
   */
  void stopFor(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** Has the store look at its clock. */
  void look(TaskQueue queue) {
    assertThat(
            queue.cancel(
                queue
                    .submit(Tasks.of("tick " + System.identityHashCode(this) + " " + calls++))
                    .task(),
                "tick"))
        .isEqualTo(TaskState.CANCELLED);
  }

  /** Sets the wall clock. */
  void setWall(Instant instant) {
    wall.set(instant);
  }
}
