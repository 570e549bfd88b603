package io.kriterion.grader.api;

import io.kriterion.grader.queue.Position;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.TaskStatus;
import io.kriterion.grader.queue.TaskTimes;
import io.kriterion.grader.wire.WireTimes;
import io.kriterion.proto.grader.v1.Task;

/** What the queue knows of tasks, in the wire format. */
final class TaskMessages {

  private TaskMessages() {}

  static Task of(TaskStatus status) {
    Task.Builder task =
        Task.newBuilder()
            .setTask(status.task().value())
            .setKey(status.key().substring(status.key().indexOf('/') + 1))
            .setCourse(status.course())
            .setUser(status.user())
            .setPriority(status.priority())
            .setState(of(status.state()))
            .setAttempt(status.attempt())
            .setCancelled(status.cancelled())
            .addAllReasons(status.reasons());
    TaskTimes times = status.times();
    times.submitted().map(WireTimes::timestamp).ifPresent(task::setSubmitted);
    task.setEnqueued(WireTimes.timestamp(times.enqueued()));
    times.claimed().map(WireTimes::timestamp).ifPresent(task::setClaimed);
    times.finished().map(WireTimes::timestamp).ifPresent(task::setFinished);
    status.position().map(TaskMessages::of).ifPresent(task::setPosition);
    return task.build();
  }

  private static io.kriterion.proto.grader.v1.Position of(Position position) {
    return io.kriterion.proto.grader.v1.Position.newBuilder()
        .setAhead(position.ahead())
        .setWork(WireTimes.duration(position.work()))
        .setEstimate(WireTimes.duration(position.estimate()))
        .build();
  }

  static io.kriterion.proto.grader.v1.TaskState of(TaskState state) {
    return switch (state) {
      case QUEUED -> io.kriterion.proto.grader.v1.TaskState.TASK_STATE_QUEUED;
      case RUNNING -> io.kriterion.proto.grader.v1.TaskState.TASK_STATE_RUNNING;
      case DONE -> io.kriterion.proto.grader.v1.TaskState.TASK_STATE_DONE;
      case CANCELLED -> io.kriterion.proto.grader.v1.TaskState.TASK_STATE_CANCELLED;
      case DEAD -> io.kriterion.proto.grader.v1.TaskState.TASK_STATE_DEAD;
    };
  }

  /**
   * The queue's word for it.
   *
   * @throws IllegalArgumentException if there is none
   */
  static TaskState of(io.kriterion.proto.grader.v1.TaskState state) {
    return switch (state) {
      case TASK_STATE_QUEUED -> TaskState.QUEUED;
      case TASK_STATE_RUNNING -> TaskState.RUNNING;
      case TASK_STATE_DONE -> TaskState.DONE;
      case TASK_STATE_CANCELLED -> TaskState.CANCELLED;
      case TASK_STATE_DEAD -> TaskState.DEAD;
      case TASK_STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "states: one that does not exist (expected: queued, running, done, cancelled, dead)");
    };
  }
}
