package io.kriterion.grader.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.queue.TaskEvent;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.TaskStatus;
import io.kriterion.grader.queue.Watch;
import io.kriterion.grader.queue.embedded.EmbeddedQueue;
import io.kriterion.grader.queue.embedded.QueueSettings;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Verdict;
import io.kriterion.grader.wire.EventCodec;
import io.kriterion.grader.wire.SubmittedTasks;
import io.kriterion.proto.grader.v1.SubmitRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class IntakeTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;
  private EmbeddedQueue queue;
  private final Map<TaskId, TaskEnd> ends = new ConcurrentHashMap<>();

  @BeforeEach
  void open() {
    queue =
        EmbeddedQueue.open(
            directory,
            new QueueSettings(
                Duration.ofSeconds(3),
                2,
                1000,
                ByteSize.ofMebibytes(1),
                ByteSize.ofMebibytes(1),
                Duration.ofHours(1),
                Duration.ofSeconds(5)));
  }

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void tasksAreGradedAndTheirResultsStored() throws InterruptedException {
    try (Intake intake =
        intake(
            2,
            new FakeGrader((plan, events) -> {
              String step = plan.task().steps().getFirst().name();
              events.accept(new Event.Started(step));
              events.accept(new Event.Output(step, Event.Stream.STDOUT, Bytes.ofText("hel")));
              events.accept(new Event.Output(step, Event.Stream.STDOUT, Bytes.ofText("lo")));
              events.accept(new Event.Output(step, Event.Stream.STDERR, Bytes.ofText("!")));
              return Verdict.ACCEPTED;
            }))) {
      TaskId task = submit("a");
      assertThat(last(task).kind()).isEqualTo(TaskEvent.Kind.RESULT);
      List<io.kriterion.proto.grader.v1.TaskEvent> sent =
          events(task).stream().map(EventCodec::sent).toList();
      assertThat(sent.stream().map(event -> event.getEventCase().name()).distinct())
          .containsExactly("PLANNED", "STEP_STARTED", "OUTPUT", "JUDGED", "RESULT");
      assertThat(
              sent.stream()
                  .map(event -> event.getOutput().getData().toStringUtf8())
                  .collect(Collectors.joining()))
          .isEqualTo("hello!");
      assertThat(sent.get(0).getPlanned().getNode()).isEqualTo("here");
      assertThat(sent.getLast().getResult().getNode()).isEqualTo("here");
      assertThat(sent.getLast().getResult().getVerdict().name()).isEqualTo("VERDICT_ACCEPTED");
      assertThat(sent.getLast().getResult().getDelays().hasSending()).isFalse();
      assertThat(Poll.until(() -> intake.running().isEmpty(), SOON)).isTrue();
      assertThat(intake.memoryUsed()).isEqualTo(new ByteSize(0));
      assertThat(ending(task)).contains(TaskEnd.Ending.GRADED);
    }
  }

  @Test
  void outputIsThereWhileTheProgramRuns() throws InterruptedException {
    CountDownLatch seen = new CountDownLatch(1);
    try (Intake intake =
        intake(
            1,
            new FakeGrader((plan, events) -> {
              events.accept(new Event.Output("x", Event.Stream.STDOUT, Bytes.ofText("live")));
              seen.await();
              return Verdict.ACCEPTED;
            }))) {
      TaskId task = submit("a");
      List<TaskEvent> early = new ArrayList<>();
      try (Watch watch = queue.watch(task, 0)) {
        while (early.size() < 2) {
          early.addAll(watch.next(SOON));
        }
      }
      assertThat(EventCodec.sent(early.get(1)).getOutput().getData().toStringUtf8())
          .isEqualTo("live");
      assertThat(queue.status(task).state()).isEqualTo(TaskState.RUNNING);
      assertThat(intake.running()).hasSize(1);
      seen.countDown();
      assertThat(last(task).kind()).isEqualTo(TaskEvent.Kind.RESULT);
    }
  }

  @Test
  void noMoreAreTakenThanThereAreSlots() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Intake intake =
        intake(
            2,
            new FakeGrader((plan, events) -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              go.await();
              now.decrementAndGet();
              return Verdict.ACCEPTED;
            }))) {
      List<TaskId> tasks = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        tasks.add(submit("t" + i));
      }
      assertThat(Poll.until(() -> now.get() == 2, SOON)).isTrue();
      assertThat(queue.snapshot().running()).isEqualTo(2);
      go.countDown();
      for (TaskId task : tasks) {
        assertThat(last(task).kind()).isEqualTo(TaskEvent.Kind.RESULT);
      }
      assertThat(most).hasValue(2);
      assertThat(intake.slots()).isEqualTo(2);
    }
  }

  @Test
  void aFailureOfTheNodeIsTriedAgainAndNeverAVerdict() throws InterruptedException {
    AtomicInteger tries = new AtomicInteger();
    FakeGrader grader =
        new FakeGrader((plan, events) -> {
          if (tries.incrementAndGet() == 1) {
            throw new GraderException(FailureClass.RUNTIME, "no sandbox\ntoday");
          }
          return Verdict.ACCEPTED;
        });
    try (Intake intake = intake(1, grader)) {
      TaskId task = submit("a");
      assertThat(last(task).kind()).isEqualTo(TaskEvent.Kind.RESULT);
      assertThat(queue.status(task).reasons()).containsExactly("attempt 1: no sandbox; today");
      assertThat(last(task).attempt()).isEqualTo(2);
      assertThat(intake.slots()).isEqualTo(1);
    }
  }

  @Test
  void anInternalErrorIsNoResult() throws InterruptedException {
    try (Intake intake = intake(1, new FakeGrader((plan, events) -> Verdict.INTERNAL_ERROR))) {
      TaskId task = submit("a");
      assertThat(last(task).kind()).isEqualTo(TaskEvent.Kind.DEAD);
      TaskStatus status = queue.status(task);
      assertThat(status.reasons())
          .containsExactly("attempt 1: only: as told", "attempt 2: only: as told");
      assertThat(status.state()).isEqualTo(TaskState.DEAD);
      assertThat(intake.slots()).isEqualTo(1);
    }
  }

  @Test
  void aRuntimeThatIsAwayIsNoFailedAttempt() throws InterruptedException {
    AtomicInteger tries = new AtomicInteger();
    FakeGrader[] grader = new FakeGrader[1];
    grader[0] =
        new FakeGrader((plan, events) -> {
          grader[0].answers = tries.incrementAndGet() > 5;
          if (!grader[0].answers) {
            throw new GraderException(FailureClass.RUNTIME, "gone");
          }
          return Verdict.ACCEPTED;
        });
    try (Intake intake = intake(1, grader[0])) {
      TaskId task = submit("a");
      assertThat(last(task).kind()).isEqualTo(TaskEvent.Kind.RESULT);
      assertThat(tries).hasValue(6);
      assertThat(queue.status(task).attempt()).isEqualTo(6);
      assertThat(intake.slots()).isEqualTo(1);
    }
  }

  @Test
  void aHandlerThatIsSickForAWhileIsNoFailedAttempt() throws InterruptedException {
    FakeGrader grader = new FakeGrader((plan, events) -> Verdict.ACCEPTED);
    grader.sick.set(2);
    try (Intake intake = intake(1, grader)) {
      TaskId task = submit("a");
      assertThat(last(task).kind()).isEqualTo(TaskEvent.Kind.RESULT);
      assertThat(queue.status(task).reasons())
          .containsExactly("attempt 1: runc is sick", "attempt 2: runc is sick");
      assertThat(intake.slots()).isEqualTo(1);
    }
  }

  @Test
  void whatCannotBeGradedIsRefusedAtOnce() throws InterruptedException {
    try (Intake intake =
        intake(
            1,
            new FakeGrader((plan, events) -> {
              throw new GraderException(FailureClass.TASK, "no such environment");
            }))) {
      TaskId task = submit("a");
      TaskEvent last = last(task);
      assertThat(last.kind()).isEqualTo(TaskEvent.Kind.RESULT);
      assertThat(EventCodec.sent(last).getRefused().getReason()).isEqualTo("no such environment");
      assertThat(Poll.until(() -> ends.containsKey(task), SOON)).isTrue();
      assertThat(ending(task)).contains(TaskEnd.Ending.REFUSED);
      assertThat(intake.slots()).isEqualTo(1);
    }
  }

  @Test
  void aTaskThatNeedsMoreMemoryThanTheNodeHasIsRefused() throws InterruptedException {
    try (Intake intake = intake(1, new FakeGrader((plan, events) -> Verdict.ACCEPTED))) {
      TaskId task = submit("a", "limits: { memory: 2GiB }");
      assertThat(EventCodec.sent(last(task)).getRefused().getReason())
          .contains("the task needs 2")
          .endsWith("this node has 1GiB for all tasks");
      assertThat(intake.slots()).isEqualTo(1);
    }
  }

  @Test
  void aCancelledTaskIsStopped() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    try (Intake intake =
        intake(
            1,
            new FakeGrader((plan, events) -> {
              running.countDown();
              new CountDownLatch(1).await();
              return Verdict.ACCEPTED;
            }))) {
      TaskId task = submit("a");
      running.await();
      assertThat(queue.cancel(task, "not needed")).isEqualTo(TaskState.RUNNING);
      assertThat(last(task).kind()).isEqualTo(TaskEvent.Kind.CANCELLED);
      assertThat(Poll.until(() -> intake.running().isEmpty(), SOON)).isTrue();
      assertThat(ending(task)).contains(TaskEnd.Ending.CANCELLED);
    }
  }

  @Test
  void aLongTaskKeepsItsLease() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
          Poll.untilUninterruptibly(() -> System.nanoTime() - until > 0, Duration.ofSeconds(20));
          done.countDown();
        });
    try (Intake intake =
        intake(
            1,
            new FakeGrader((plan, events) -> {
              done.await();
              return Verdict.ACCEPTED;
            }))) {
      TaskId task = submit("a");
      assertThat(last(task).attempt()).isEqualTo(1);
      assertThat(intake.slots()).isEqualTo(1);
    }
  }

  @Test
  void theEndGivesBackWhatRuns() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(2);
    Intake intake =
        intake(
            2,
            new FakeGrader((plan, events) -> {
              running.countDown();
              new CountDownLatch(1).await();
              return Verdict.ACCEPTED;
            }));
    TaskId first = submit("a");
    TaskId second = submit("b");
    running.await();
    intake.shut();
    TaskId third = submit("c");
    assertThat(intake.awaitIdle(Duration.ofMillis(10))).isFalse();
    intake.close();
    for (TaskId task : List.of(first, second, third)) {
      assertThat(queue.status(task).state()).isEqualTo(TaskState.QUEUED);
    }
    assertThat(ends.values()).extracting(TaskEnd::ending).containsOnly(TaskEnd.Ending.RETURNED);
    assertThat(intake.slotsUsed()).isZero();
  }

  @Test
  void aFloodIsCutAndTheProgramNotHeldUp() throws InterruptedException {
    try (Intake intake =
        intake(
            1,
            new FakeGrader((plan, events) -> {
              Bytes piece = Bytes.of(new byte[64 << 10]);
              for (int i = 0; i < 100; i++) {
                events.accept(new Event.Output("x", Event.Stream.STDOUT, piece));
              }
              return Verdict.ACCEPTED;
            }))) {
      TaskId task = submit("a");
      List<TaskEvent> events = new ArrayList<>();
      assertThat(last(task).kind()).isEqualTo(TaskEvent.Kind.RESULT);
      events.addAll(events(task));
      assertThat(events.get(events.size() - 2).kind()).isEqualTo(TaskEvent.Kind.TRUNCATED);
      assertThat(events.stream().mapToInt(event -> event.data().length()).sum())
          .isLessThanOrEqualTo(1 << 20);
      assertThat(intake.slots()).isEqualTo(1);
    }
  }

  private Intake intake(int slots, FakeGrader grader) {
    Intake intake =
        new Intake(
            queue,
            grader,
            "here",
            slots,
            ByteSize.ofGibibytes(1),
            ByteSize.ofMebibytes(1),
            end -> ends.put(end.task(), end),
            () -> true);
    intake.open();
    return intake;
  }

  private TaskId submit(String key, String... lines) {
    String task =
        """
        name: one
        environment: base
        steps:
          - { name: only, run: [ "true" ] }
        """
            + String.join("\n", lines);
    NewTask accepted =
        SubmittedTasks.accept(
            SubmitRequest.newBuilder()
                .setKey(key)
                .setTask(ByteString.copyFrom(task, StandardCharsets.UTF_8))
                .build(),
            "local",
            Trust.NORMAL,
            Optional.empty());
    assertThat(accepted.needs()).isEqualTo(Set.of());
    return queue.submit(accepted).task();
  }

  private Optional<TaskEnd.Ending> ending(TaskId task) {
    return Optional.ofNullable(ends.get(task)).map(TaskEnd::ending);
  }

  private TaskEvent last(TaskId task) throws InterruptedException {
    return events(task).getLast();
  }

  private List<TaskEvent> events(TaskId task) throws InterruptedException {
    List<TaskEvent> events = new ArrayList<>();
    try (Watch watch = queue.watch(task, 0)) {
      while (!watch.isEnded()) {
        List<TaskEvent> next = watch.next(SOON);
        assertThat(next).as("events within " + SOON).isNotEmpty();
        events.addAll(next);
      }
    }
    return events;
  }
}
