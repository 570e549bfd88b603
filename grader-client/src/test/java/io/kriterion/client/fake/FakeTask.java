package io.kriterion.client.fake;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kriterion.proto.grader.v1.SubmitRequest;
import io.kriterion.proto.grader.v1.TaskEvent;
import io.kriterion.proto.grader.v1.TaskState;
import java.util.ArrayList;
import java.util.List;

/** A task of the fake node's: its events, and who watches. */
final class FakeTask {

  final String name;
  final SubmitRequest request;

  @GuardedBy("this")
  private final List<TaskEvent> events = new ArrayList<>();

  @GuardedBy("this")
  private final List<FakeWatcher> watchers = new ArrayList<>();

  @GuardedBy("this")
  private TaskState state = TaskState.TASK_STATE_QUEUED;

  FakeTask(String name, SubmitRequest request) {
    this.name = name;
    this.request = request;
  }

  synchronized TaskState state() {
    return state;
  }

  synchronized int watchers() {
    return watchers.size();
  }

  /** Appends an event as it is, whatever its number. */
  synchronized void append(TaskEvent event) {
    state =
        switch (event.getEventCase()) {
          case ACCEPTED -> TaskState.TASK_STATE_QUEUED;
          case RESULT, REFUSED -> TaskState.TASK_STATE_DONE;
          case CANCELLED -> TaskState.TASK_STATE_CANCELLED;
          case DEAD -> TaskState.TASK_STATE_DEAD;
          default -> TaskState.TASK_STATE_RUNNING;
        };
    events.add(event);
    List.copyOf(watchers).forEach(watcher -> watcher.pump(events));
  }

  /** Gives an event the number that follows, and appends it. */
  synchronized void publish(TaskEvent.Builder event) {
    append(event.setSeq(events.size()).build());
  }

  synchronized void watch(FakeWatcher watcher) {
    watchers.add(watcher);
    watcher.pump(events);
  }

  synchronized void pump(FakeWatcher watcher) {
    watcher.pump(events);
  }

  synchronized void leave(FakeWatcher watcher) {
    watchers.remove(watcher);
  }
}
