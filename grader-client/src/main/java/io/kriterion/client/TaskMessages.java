package io.kriterion.client;

import io.kriterion.proto.grader.v1.File;
import io.kriterion.proto.grader.v1.ListRequest;
import io.kriterion.proto.grader.v1.SubmitRequest;
import io.kriterion.proto.grader.v1.Task;
import java.util.Optional;

/** Tasks as the wire has them. */
final class TaskMessages {

  private TaskMessages() {}

  static SubmitRequest of(NewTask task) {
    SubmitRequest.Builder request =
        SubmitRequest.newBuilder()
            .setKey(task.key())
            .setTask(task.task().toByteString())
            .setPriority(task.priority())
            .setSubmitted(WireTimes.timestamp(task.submitted()));
    task.taskFiles().forEach(file -> request.addTaskFiles(of(file)));
    task.submission().forEach(file -> request.addSubmission(of(file)));
    task.course().ifPresent(request::setCourse);
    task.user().ifPresent(request::setUser);
    task.runtime().ifPresent(request::setRuntime);
    task.expected().ifPresent(time -> request.setExpected(WireTimes.duration(time)));
    return request.build();
  }

  private static File of(FileContent file) {
    return File.newBuilder()
        .setPath(file.path())
        .setContent(file.content().toByteString())
        .setExecutable(file.executable())
        .build();
  }

  static ListRequest of(TaskFilter filter) {
    ListRequest.Builder request = ListRequest.newBuilder().setLimit(filter.limit());
    filter.states().forEach(state -> request.addStates(state(state)));
    filter.after().ifPresent(request::setAfter);
    return request.build();
  }

  static TaskInfo info(Task task) {
    return new TaskInfo(
        task.getTask(),
        task.getKey(),
        task.getCourse(),
        task.getUser(),
        task.getPriority(),
        state(task.getState()),
        task.getAttempt(),
        task.getCancelled(),
        new TaskInfo.Times(
            WireTimes.instant(task.hasSubmitted(), task.getSubmitted()),
            WireTimes.instant(task.hasEnqueued(), task.getEnqueued()),
            WireTimes.instant(task.hasClaimed(), task.getClaimed()),
            WireTimes.instant(task.hasFinished(), task.getFinished())),
        task.getReasonsList(),
        task.hasPosition() ? Optional.of(position(task.getPosition())) : Optional.empty());
  }

  private static TaskInfo.Position position(io.kriterion.proto.grader.v1.Position position) {
    return new TaskInfo.Position(
        position.getAhead(),
        WireTimes.duration(position.getWork()),
        WireTimes.duration(position.getEstimate()));
  }

  static TaskState state(io.kriterion.proto.grader.v1.TaskState state) {
    return switch (state) {
      case TASK_STATE_QUEUED -> TaskState.QUEUED;
      case TASK_STATE_RUNNING -> TaskState.RUNNING;
      case TASK_STATE_DONE -> TaskState.DONE;
      case TASK_STATE_CANCELLED -> TaskState.CANCELLED;
      case TASK_STATE_DEAD -> TaskState.DEAD;
      case TASK_STATE_UNSPECIFIED, UNRECOGNIZED -> TaskState.UNKNOWN;
    };
  }

  private static io.kriterion.proto.grader.v1.TaskState state(TaskState state) {
    return switch (state) {
      case QUEUED -> io.kriterion.proto.grader.v1.TaskState.TASK_STATE_QUEUED;
      case RUNNING -> io.kriterion.proto.grader.v1.TaskState.TASK_STATE_RUNNING;
      case DONE -> io.kriterion.proto.grader.v1.TaskState.TASK_STATE_DONE;
      case CANCELLED -> io.kriterion.proto.grader.v1.TaskState.TASK_STATE_CANCELLED;
      case DEAD -> io.kriterion.proto.grader.v1.TaskState.TASK_STATE_DEAD;
      // no filter has it
      case UNKNOWN -> io.kriterion.proto.grader.v1.TaskState.TASK_STATE_UNSPECIFIED;
    };
  }
}
