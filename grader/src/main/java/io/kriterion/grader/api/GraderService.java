package io.kriterion.grader.api;

import io.grpc.Status.Code;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kriterion.grader.queue.Acceptance;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.TaskFilter;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.TaskStatus;
import io.kriterion.proto.grader.v1.CancelRequest;
import io.kriterion.proto.grader.v1.CancelResponse;
import io.kriterion.proto.grader.v1.GetRequest;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.ListRequest;
import io.kriterion.proto.grader.v1.ListResponse;
import io.kriterion.proto.grader.v1.SubmitRequest;
import io.kriterion.proto.grader.v1.SubmitResponse;
import io.kriterion.proto.grader.v1.Task;
import io.kriterion.proto.grader.v1.TaskEvent;
import io.kriterion.proto.grader.v1.WatchRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Tasks: submitted, looked at, followed, cancelled; each caller sees its own. */
final class GraderService extends GraderGrpc.GraderImplBase {

  private static final int LONGEST_KEY = 150;
  private static final int LISTED_UNASKED = 100;

  private final ApiParts parts;
  private final Watchers watchers;

  GraderService(ApiParts parts, Watchers watchers) {
    this.parts = parts;
    this.watchers = watchers;
  }

  @Override
  public void submit(SubmitRequest request, StreamObserver<SubmitResponse> caller) {
    Answers.give(caller, () -> submit(request));
  }

  private SubmitResponse submit(SubmitRequest request) {
    Caller caller = Gate.caller();
    String key = request.getKey().isEmpty() ? UUID.randomUUID().toString() : request.getKey();
    if (key.length() > LONGEST_KEY) {
      throw Refusals.status(
          Code.INVALID_ARGUMENT, "key: 1 to " + LONGEST_KEY + " characters on one line expected");
    }
    SubmitRequest named =
        request.getKey().isEmpty() ? request.toBuilder().setKey(key).build() : request;
    NewTask task = parts.intake().read(named, caller.name(), caller.trust(), Gate.traceparent());
    Acceptance accepted = parts.queue().submit(withKey(task, caller.prefix() + key));
    return SubmitResponse.newBuilder()
        .setTask(accepted.task().value())
        .setExisted(!accepted.isNew())
        .build();
  }

  private static NewTask withKey(NewTask task, String key) {
    return new NewTask(
        key,
        task.course(),
        task.user(),
        task.priority(),
        task.cost(),
        task.needs(),
        task.submitted(),
        task.trace(),
        task.payload());
  }

  @Override
  public void get(GetRequest request, StreamObserver<Task> caller) {
    Answers.give(caller, () -> TaskMessages.of(visible(request.getTask())));
  }

  @Override
  public void list(ListRequest request, StreamObserver<ListResponse> caller) {
    Answers.give(caller, () -> list(request));
  }

  private ListResponse list(ListRequest request) {
    Set<TaskState> states = EnumSet.noneOf(TaskState.class);
    request.getStatesList().forEach(state -> states.add(TaskMessages.of(state)));
    TaskFilter filter =
        new TaskFilter(
            Gate.caller().visiblePrefix(),
            states,
            request.getLimit() == 0 ? LISTED_UNASKED : request.getLimit(),
            request.getAfter().isEmpty()
                ? Optional.empty()
                : Optional.of(new TaskId(request.getAfter())));
    List<TaskStatus> tasks = parts.queue().list(filter);
    return ListResponse.newBuilder()
        .addAllTasks(tasks.stream().map(TaskMessages::of).toList())
        .build();
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<TaskEvent> caller) {
    try {
      TaskStatus task = visible(request.getTask());
      Watcher watcher =
          new Watcher(
              parts,
              (ServerCallStreamObserver<TaskEvent>) caller,
              task.task(),
              request.getAfter(),
              request.hasAfter() ? Optional.empty() : Optional.of(task.times().enqueued()));
      watchers.start(watcher, Gate.caller().name());
    } catch (RuntimeException | Error e) {
      caller.onError(Refusals.of(e));
    }
  }

  @Override
  public void cancel(CancelRequest request, StreamObserver<CancelResponse> caller) {
    Answers.give(caller, () -> cancel(request));
  }

  private CancelResponse cancel(CancelRequest request) {
    TaskStatus task = visible(request.getTask());
    TaskState state = parts.queue().cancel(task.task(), request.getReason());
    return CancelResponse.newBuilder().setState(TaskMessages.of(state)).build();
  }

  /* Another's task is no other than one that does not exist. */
  private TaskStatus visible(String task) {
    TaskId id = new TaskId(task);
    TaskStatus status = parts.queue().status(id);
    if (!status.key().startsWith(Gate.caller().visiblePrefix())) {
      throw new QueueException(Reason.UNKNOWN_TASK, "the queue has no task " + id);
    }
    return status;
  }
}
