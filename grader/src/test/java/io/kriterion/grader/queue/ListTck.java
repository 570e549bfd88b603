package io.kriterion.grader.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.task.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a queue tells of many tasks: whose, in which states, newest first, part by part. */
public abstract class ListTck extends TaskQueueTck {

  private List<String> keys(String prefix, Set<TaskState> states) {
    return queue().list(new TaskFilter(prefix, states, 1000, Optional.empty())).stream()
        .map(TaskStatus::key)
        .toList();
  }

  @Test
  final void aTaskIsKnownByWhatWasSubmitted() {
    NewTask task = Tasks.withPriority(Tasks.of("own/k", "course", "user"), -7);
    TaskId id = submit(task);
    TaskStatus listed = queue().list(new TaskFilter("", Set.of(), 1, Optional.empty())).getFirst();
    TaskStatus single = queue().status(id);
    for (TaskStatus status : List.of(listed, single)) {
      assertThat(status.task()).isEqualTo(id);
      assertThat(status.key()).isEqualTo("own/k");
      assertThat(status.course()).isEqualTo("course");
      assertThat(status.user()).isEqualTo("user");
      assertThat(status.priority()).isEqualTo(-7);
      assertThat(status.times().submitted()).contains(Tasks.SUBMITTED);
    }
    assertThat(single.position()).isPresent();
    assertThat(listed.position()).as("lists have no positions").isEmpty();
  }

  @Test
  final void aListIsOfThoseWhoseKeysBeginSo() {
    List.of("a/1", "b/1", "a/2", "ab/1", "A/1", "a", "a%/1", "a_/1", "a/b/1", "é/1")
        .forEach(key -> submit(Tasks.of(key)));
    assertThat(keys("a/", Set.of())).containsExactly("a/b/1", "a/2", "a/1");
    assertThat(keys("a", Set.of()))
        .containsExactly("a/b/1", "a_/1", "a%/1", "a", "ab/1", "a/2", "a/1");
    assertThat(keys("a/b/", Set.of())).containsExactly("a/b/1");
    assertThat(keys("a%", Set.of())).containsExactly("a%/1");
    assertThat(keys("é/", Set.of())).containsExactly("é/1");
    assertThat(keys("c/", Set.of())).isEmpty();
    assertThat(keys("/", Set.of())).isEmpty();
    assertThat(keys("", Set.of())).hasSize(10).startsWith("é/1").endsWith("a/1");
  }

  @Test
  final void aListIsOfTheStatesThatAreAskedFor() throws InterruptedException {
    submit(Tasks.of("o/DEAD"));
    for (int i = 1; i <= ATTEMPTS; i++) {
      queue().release(claim().lease(), ReleaseReason.FAILED, "reason " + i);
    }
    submit(Tasks.of("o/DONE"));
    queue().complete(claim().lease(), Bytes.EMPTY);
    submit(Tasks.of("o/RUNNING"));
    claim();
    queue().cancel(submit(Tasks.of("o/CANCELLED")), "not needed");
    submit(Tasks.of("o/QUEUED"));
    for (TaskState state : TaskState.values()) {
      assertThat(keys("o/", Set.of(state))).as(state.name()).containsExactly("o/" + state);
    }
    assertThat(keys("", Set.of(TaskState.DEAD, TaskState.QUEUED)))
        .containsExactly("o/QUEUED", "o/DEAD");
    assertThat(keys("o/", Set.of(TaskState.values()))).hasSize(TaskState.values().length);
    TaskStatus dead =
        queue().list(new TaskFilter("o/", Set.of(TaskState.DEAD), 1, Optional.empty())).getFirst();
    assertThat(dead.reasons()).hasSize(ATTEMPTS).last().asString().contains("reason 3");
  }

  @Test
  final void aLongListComesInParts() {
    for (int i = 0; i < 25; i++) {
      submit(Tasks.of("a/" + i));
      submit(Tasks.of("b/" + i));
    }
    List<String> seen = new ArrayList<>();
    Optional<TaskId> after = Optional.empty();
    List<TaskStatus> part;
    do {
      part = queue().list(new TaskFilter("a/", Set.of(TaskState.QUEUED), 10, after));
      part.forEach(status -> seen.add(status.key()));
      after = part.isEmpty() ? after : Optional.of(part.getLast().task());
      submit(Tasks.of("a/late" + seen.size())); // is newer, and does not shift what follows
    } while (!part.isEmpty());
    assertThat(seen)
        .containsExactlyElementsOf(IntStream.range(0, 25).mapToObj(i -> "a/" + (24 - i)).toList());
  }

  @Test
  final void aListBeginsAfterNothingUnknown() {
    TaskId other = submit(Tasks.of("b/1"));
    submit(Tasks.of("a/1"));
    for (TaskId after : List.of(other, new TaskId("no-such-task"))) {
      assertRefused(
          Reason.UNKNOWN_TASK,
          () -> queue().list(new TaskFilter("a/", Set.of(), 10, Optional.of(after))));
    }
  }

  @Test
  final void theBoundsOfAFilterAreChecked() {
    for (int limit : new int[] {0, -1, 1001}) {
      assertThatThrownBy(() -> new TaskFilter("", Set.of(), limit, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 1000");
    }
    assertThatThrownBy(() -> new TaskFilter("x".repeat(201), Set.of(), 1, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    queue().close();
    assertRefused(
        Reason.UNAVAILABLE, () -> queue().list(new TaskFilter("", Set.of(), 1, Optional.empty())));
  }
}
