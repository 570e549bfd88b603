package io.kriterion.grader.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.TaskEvent.Kind;
import io.kriterion.grader.task.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What the conformance kit for queues has in common. The kit is this class's subclasses {@code
 * …Tck}; an adapter's tests extend each of them and say how a queue is opened and how its time
 * passes. Leases last 30 s, and a task may fail twice before it is dead at the third time.
 */
@Timeout(300)
public abstract class TaskQueueTck {

  /** How long a test waits for what must come; it never waits so long if all is well. */
  protected static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Sooner than a wait of {@link #PATIENCE} that nobody has woken. */
  static final Duration SOON = PATIENCE.dividedBy(3);

  /** Attempts that may fail. */
  protected static final int ATTEMPTS = 3;

  /** Bytes that are kept of what is published, each event counted with 64 besides its data. */
  protected static final int EVENT_BYTES = 64 << 10;

  private static final Duration LEASE = Duration.ofSeconds(30);

  private TaskQueue opened;

  /** Opens an empty queue with the settings above. */
  protected abstract TaskQueue open() throws Exception;

  /** Lets time pass for the queue, without a call of a worker's in between. */
  protected abstract void pass(Duration time);

  @BeforeEach
  final void openQueue() throws Exception {
    opened = open();
  }

  @AfterEach
  final void closeQueue() {
    opened.close();
  }

  /** The queue under test. */
  protected final TaskQueue queue() {
    return opened;
  }

  /** Submits and gives the name. */
  protected final TaskId submit(NewTask task) {
    return queue().submit(task).task();
  }

  /** The one task that a worker without capabilities gets at once. */
  protected final ClaimedTask claim() throws InterruptedException {
    List<ClaimedTask> claimed = queue().claim(Set.of(), 1, Duration.ZERO);
    assertThat(claimed).hasSize(1);
    return claimed.getFirst();
  }

  /**
   * What a worker without capabilities gets at once, one after the other, and completes: its keys.
   */
  protected final List<String> served(int most) throws InterruptedException {
    List<String> keys = new ArrayList<>();
    while (keys.size() < most) {
      List<ClaimedTask> claimed = queue().claim(Set.of(), 1, Duration.ZERO);
      if (claimed.isEmpty()) {
        break;
      }
      keys.add(claimed.getFirst().task().key());
      queue().complete(claimed.getFirst().lease(), Bytes.EMPTY);
    }
    return keys;
  }

  /** Nothing can be claimed. */
  protected final void assertNothingWaits() throws InterruptedException {
    assertThat(queue().claim(Set.of(), 1, Duration.ZERO)).isEmpty();
  }

  /** All events from a number on, up to the last, for which it waits. */
  protected final List<TaskEvent> allEvents(TaskId task, long after) throws InterruptedException {
    List<TaskEvent> events = new ArrayList<>();
    try (Watch watch = queue().watch(task, after)) {
      while (!watch.isEnded()) {
        List<TaskEvent> next = watch.next(PATIENCE);
        assertThat(next).as("events within " + PATIENCE).isNotEmpty();
        events.addAll(next);
      }
    }
    return events;
  }

  /** The kinds of these events. */
  protected static List<Kind> kinds(List<TaskEvent> events) {
    return events.stream().map(TaskEvent::kind).toList();
  }

  /** Lets a lease end. */
  protected final void passLease() {
    pass(LEASE.plusMillis(1));
  }

  /** The call is refused for that reason. */
  protected static void assertRefused(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(QueueException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageNotContaining("\n");
  }
}
