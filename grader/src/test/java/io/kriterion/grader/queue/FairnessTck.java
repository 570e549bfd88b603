package io.kriterion.grader.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who is served when: priority, then shares of courses, then of their users, then age. */
public abstract class FairnessTck extends TaskQueueTck {

  /** How many tasks the course that floods the queue submits. */
  protected static final int FLOOD = 50_000;

  private void submitMany(String prefix, String course, String user, int count) {
    for (int i = 0; i < count; i++) {
      submit(Tasks.of(prefix + i, course, user));
    }
  }

  /* How many of the first keys begin with each letter. */
  private Map<String, Long> shares(int first) throws InterruptedException {
    return served(first).stream()
        .collect(Collectors.groupingBy(key -> key.substring(0, 1), Collectors.counting()));
  }

  @Test
  final void oneUsersTasksAreServedByAge() throws InterruptedException {
    submitMany("k", "c", "u", 5);
    assertThat(served(5)).containsExactly("k0", "k1", "k2", "k3", "k4");
  }

  @Test
  final void aHigherPriorityComesFirst() throws InterruptedException {
    submit(Tasks.withPriority(Tasks.of("low"), -1));
    submit(Tasks.of("normal"));
    submit(Tasks.withPriority(Tasks.of("high"), 1));
    assertThat(served(3)).containsExactly("high", "normal", "low");
  }

  @Test
  final void coursesShareWhateverTheyHaveWaiting() throws InterruptedException {
    submitMany("a", "a", "u", 100);
    submitMany("b", "b", "u", 40);
    submitMany("c", "c", "u", 40);
    assertThat(shares(60)).isEqualTo(Map.of("a", 20L, "b", 20L, "c", 20L));
  }

  @Test
  final void usersShareWhatTheirCourseGets() throws InterruptedException {
    submitMany("x", "one", "x", 60);
    submitMany("y", "one", "y", 20);
    submitMany("z", "two", "z", 60);
    assertThat(shares(40)).isEqualTo(Map.of("x", 10L, "y", 10L, "z", 20L));
  }

  @Test
  final void aUserIsNotMoreForBeingInTwoCourses() throws InterruptedException {
    submitMany("a", "one", "same", 20);
    submitMany("b", "two", "same", 20);
    submitMany("c", "two", "other", 20);
    assertThat(shares(20)).isEqualTo(Map.of("a", 10L, "b", 5L, "c", 5L));
  }

  @Test
  final void sharesAreOfTimeNotOfTasks() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      submit(Tasks.withCost(Tasks.of("s" + i, "short", "u"), Duration.ofSeconds(1)));
      submit(Tasks.withCost(Tasks.of("l" + i, "long", "u"), Duration.ofSeconds(4)));
    }
    assertThat(shares(20)).isEqualTo(Map.of("s", 16L, "l", 4L));
  }

  @Test
  final void nothingIsSavedUpByNotWorking() throws InterruptedException {
    submitMany("a", "a", "u", 30);
    assertThat(shares(20)).isEqualTo(Map.of("a", 20L));
    submitMany("b", "b", "u", 30);
    assertThat(shares(10)).isEqualTo(Map.of("a", 5L, "b", 5L));
  }

  @Test
  final void aWorkerThatCannotDoSomethingDoesNotUnbalanceTheOthers() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      submit(Tasks.withNeeds(Tasks.of("k" + i, "kata", "u"), "kata"));
      submit(Tasks.of("r" + i, "runc", "u"));
    }
    assertThat(shares(10)).isEqualTo(Map.of("r", 10L));
    List<ClaimedTask> both = queue().claim(Set.of("kata"), 10, Duration.ZERO);
    assertThat(both).extracting(claimed -> claimed.task().course()).contains("kata");
    assertThat(both).hasSize(10);
  }

  @Test
  final void aTaskThatNobodyCanDoSavesNothingUpForItsCourse() throws InterruptedException {
    submit(Tasks.withNeeds(Tasks.of("never", "a", "u"), "kata"));
    submitMany("b", "b", "u", 40);
    assertThat(shares(20)).isEqualTo(Map.of("b", 20L));
    submitMany("a", "a", "u", 20);
    assertThat(shares(10).get("a")).as("of ten").isBetween(4L, 6L);
  }

  @Test
  final void whatIsGivenBackUnusedCostsItsCourseNothing() throws InterruptedException {
    submitMany("a", "a", "u", 10);
    submitMany("b", "b", "u", 10);
    for (int i = 0; i < 5; i++) {
      ClaimedTask claimed = claim();
      assertThat(claimed.task().key()).isEqualTo("a0");
      queue().release(claimed.lease(), ReleaseReason.RETURNED, "drained");
    }
    assertThat(shares(10)).isEqualTo(Map.of("a", 5L, "b", 5L));
  }

  /** Or a course of which nothing can be done would have every turn. */
  @Test
  final void whatWasNotTriedHasHadItsTurn() throws InterruptedException {
    submitMany("a", "a", "u", 10);
    submitMany("b", "b", "u", 10);
    Map<String, Integer> turns = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      ClaimedTask claimed = claim();
      turns.merge(claimed.task().course(), 1, Integer::sum);
      queue().release(claimed.lease(), ReleaseReason.UNTRIED, "no handler");
      assertThat(queue().status(claimed.lease().task()).state()).isEqualTo(TaskState.QUEUED);
    }
    assertThat(turns).isEqualTo(Map.of("a", 5, "b", 5));
  }

  /* Three tasks of a millisecond for each of two who share; the first of the one's is held. */
  private Lease overrun(String course, String user, String otherCourse, String otherUser)
      throws InterruptedException {
    Duration little = Duration.ofMillis(1);
    for (int i = 0; i < 3; i++) {
      submit(Tasks.withCost(Tasks.of("a" + i, course, user), little));
      submit(Tasks.withCost(Tasks.of("b" + i, otherCourse, otherUser), little));
    }
    ClaimedTask claimed = claim();
    assertThat(claimed.task().key()).isEqualTo("a0");
    pass(Duration.ofMillis(300));
    return claimed.lease();
  }

  private Lease overrun() throws InterruptedException {
    return overrun("a", "u", "b", "u");
  }

  @Test
  final void whoTakesLongerThanDeclaredIsBehindByThat() throws InterruptedException {
    queue().complete(overrun(), Bytes.EMPTY);
    TaskId second = queue().submit(again("a1")).task();
    assertThat(queue().status(second).position().orElseThrow().ahead()).isEqualTo(3);
    assertThat(served(9)).containsExactly("b0", "b1", "b2", "a1", "a2");
  }

  @Test
  final void usersOfACourseToo() throws InterruptedException {
    queue().complete(overrun("c", "x", "c", "y"), Bytes.EMPTY);
    assertThat(served(9)).containsExactly("b0", "b1", "b2", "a1", "a2");
  }

  /** It is charged by how much it was held, not merely put last. */
  @Test
  final void whatAnAttemptTookIsCountedAsCost() throws InterruptedException {
    Lease lease = overrun();
    for (int i = 0; i < 5; i++) {
      submit(Tasks.withCost(Tasks.of("c" + i, "c", "u"), Duration.ofMillis(99)));
    }
    queue().complete(lease, Bytes.EMPTY);
    assertThat(served(10))
        .filteredOn(key -> !key.startsWith("b"))
        .containsExactly("c0", "c1", "c2", "c3", "a1", "a2", "c4");
  }

  @Test
  final void anAttemptThatFailsHasHadItsTimeToo() throws InterruptedException {
    queue().release(overrun(), ReleaseReason.FAILED, "the sandbox was gone");
    assertThat(served(4)).containsExactly("b0", "b1", "b2", "a0");
  }

  @Test
  final void theTimeOfWhatWasNotTriedWasHadToo() throws InterruptedException {
    queue().release(overrun(), ReleaseReason.UNTRIED, "no handler");
    assertThat(served(4)).containsExactly("b0", "b1", "b2", "a0");
  }

  @Test
  final void aLeaseThatEndsHasHadItsTimeToo() throws InterruptedException {
    overrun();
    passLease();
    assertThat(served(4)).containsExactly("b0", "b1", "b2", "a0");
  }

  /** A worker that stops a cancelled task gives it back, but has worked on it. */
  @Test
  final void aTaskThatIsCancelledWhileItRunsHasHadItsTimeToo() throws InterruptedException {
    Lease lease = overrun();
    queue().cancel(lease.task(), "a newer one came");
    queue().release(lease, ReleaseReason.RETURNED, "cancelled");
    assertThat(served(4)).containsExactly("b0", "b1", "b2", "a1");
  }

  @Test
  final void whatIsGivenBackUnusedCostsNoTimeEither() throws InterruptedException {
    queue().release(overrun(), ReleaseReason.RETURNED, "drained");
    assertThat(served(9)).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
  }

  /** With one slot, the next task that is served after the flood's current one is the other's. */
  @Test
  final void aFloodDelaysAnotherCourseByOneTask() throws Exception {
    flood();
    assertThat(served(3)).allMatch(key -> key.startsWith("flood"));
    ClaimedTask current = claim();
    assertThat(current.task().course()).isEqualTo("flooding");
    TaskId single = submit(Tasks.of("single", "other", "u"));
    assertThat(queue().status(single).position().orElseThrow().ahead())
        .as("the estimate says so too")
        .isZero();
    assertThat(claim().task().key()).isEqualTo("single");
    TaskId sibling = submit(Tasks.of("sibling", "flooding", "quiet user"));
    long ahead = queue().status(sibling).position().orElseThrow().ahead();
    assertThat(served(2)).as("of the flooding course itself, too").contains("sibling");
    assertThat(ahead).isLessThanOrEqualTo(1);
    assertThat(queue().snapshot().queued()).isEqualTo(FLOOD - 5L);
  }

  private void flood() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> submitted = new ArrayList<>();
      int submitters = 50;
      for (int s = 0; s < submitters; s++) {
        int from = s;
        Callable<Boolean> submitter =
            () -> {
              for (int i = from; i < FLOOD; i += submitters) {
                submit(Tasks.of("flood" + i, "flooding", "u"));
              }
              return true;
            };
        submitted.add(threads.submit(submitter));
      }
      for (Future<Boolean> each : submitted) {
        assertThat(each.get()).isTrue();
      }
    }
    assertThat(queue().snapshot().queued()).isEqualTo(FLOOD);
  }

  @Test
  final void thePositionSaysHowManyAreServedBefore() throws InterruptedException {
    submitMany("a", "one", "a", 7);
    submitMany("b", "one", "b", 3);
    submitMany("c", "two", "c", 6);
    submit(Tasks.withPriority(Tasks.of("p", "two", "c"), 5));
    Map<String, Long> ahead =
        java.util.stream.Stream.of("a6", "b2", "c0", "c5", "p")
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    key -> {
                      TaskId task = queue().submit(again(key)).task();
                      return queue().status(task).position().orElseThrow().ahead();
                    }));
    List<String> order = served(100);
    assertThat(order).hasSize(17);
    ahead.forEach(
        (key, count) -> assertThat(order.indexOf(key)).as(key).isEqualTo((int) (long) count));
  }

  private static NewTask again(String key) {
    return Tasks.of(key, "whatever", "was said first");
  }
}
