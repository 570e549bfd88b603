package io.kriterion.client.fake;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.kriterion.proto.grader.v1.Accepted;
import io.kriterion.proto.grader.v1.CancelRequest;
import io.kriterion.proto.grader.v1.CancelResponse;
import io.kriterion.proto.grader.v1.Cancelled;
import io.kriterion.proto.grader.v1.GetRequest;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.ListRequest;
import io.kriterion.proto.grader.v1.ListResponse;
import io.kriterion.proto.grader.v1.Position;
import io.kriterion.proto.grader.v1.SubmitRequest;
import io.kriterion.proto.grader.v1.SubmitResponse;
import io.kriterion.proto.grader.v1.Task;
import io.kriterion.proto.grader.v1.TaskEvent;
import io.kriterion.proto.grader.v1.TaskState;
import io.kriterion.proto.grader.v1.WatchRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The tasks of the fake node; they outlive its servers. */
final class FakeGrader extends GraderGrpc.GraderImplBase {

  final Set<Long> cuts = ConcurrentHashMap.newKeySet();
  final AtomicLong sent = new AtomicLong();

  @GuardedBy("this")
  private final Map<String, FakeTask> tasks = new LinkedHashMap<>();

  /** The task of a name, or null. */
  synchronized @Nullable FakeTask task(String name) {
    return tasks.get(name);
  }

  synchronized List<FakeTask> tasks() {
    return new ArrayList<>(tasks.values());
  }

  @Override
  public void submit(SubmitRequest request, StreamObserver<SubmitResponse> answer) {
    boolean existed;
    FakeTask task;
    synchronized (this) {
      Optional<FakeTask> known =
          tasks.values().stream()
              .filter(each -> each.request.getKey().equals(request.getKey()))
              .findFirst();
      existed = known.isPresent();
      task = known.orElseGet(() -> new FakeTask("t" + (tasks.size() + 1), request));
      tasks.putIfAbsent(task.name, task);
    }
    if (existed && !content(task.request).equals(content(request))) {
      answer.onError(
          Status.ALREADY_EXISTS.withDescription("the key is another task's").asRuntimeException());
      return;
    }
    if (!existed) {
      task.publish(event().setAccepted(Accepted.getDefaultInstance()));
    }
    answer.onNext(SubmitResponse.newBuilder().setTask(task.name).setExisted(existed).build());
    answer.onCompleted();
  }

  /* What makes two of a key the same task: not when it was sent, nor by whose share. */
  private static SubmitRequest content(SubmitRequest request) {
    return SubmitRequest.newBuilder()
        .setTask(request.getTask())
        .addAllTaskFiles(request.getTaskFilesList())
        .addAllSubmission(request.getSubmissionList())
        .build();
  }

  private static TaskEvent.Builder event() {
    return TaskEvent.newBuilder().setTime(Timestamp.newBuilder().setSeconds(1));
  }

  @Override
  public void get(GetRequest request, StreamObserver<Task> answer) {
    FakeTask task = known(request.getTask(), answer);
    if (task != null) {
      Task.Builder told = told(task);
      if (task.state() == TaskState.TASK_STATE_QUEUED) {
        told.setPosition(Position.newBuilder().setAhead(3));
      }
      answer.onNext(told.build());
      answer.onCompleted();
    }
  }

  private static Task.Builder told(FakeTask task) {
    return Task.newBuilder()
        .setTask(task.name)
        .setKey(task.request.getKey())
        .setCourse(task.request.getCourse())
        .setUser(task.request.getUser())
        .setPriority(task.request.getPriority())
        .setState(task.state())
        .setSubmitted(task.request.getSubmitted())
        .setEnqueued(Timestamp.newBuilder().setSeconds(1));
  }

  @Override
  public void list(ListRequest request, StreamObserver<ListResponse> answer) {
    List<FakeTask> newestFirst = tasks().reversed();
    ListResponse list =
        ListResponse.newBuilder()
            .addAllTasks(
                newestFirst.stream()
                    .dropWhile(task ->
                        !request.getAfter().isEmpty() && !task.name.equals(request.getAfter()))
                    .filter(task -> !task.name.equals(request.getAfter()))
                    .filter(task ->
                        request.getStatesList().isEmpty()
                            || request.getStatesList().contains(task.state()))
                    .limit(request.getLimit())
                    .map(task -> told(task).build())
                    .toList())
            .build();
    answer.onNext(list);
    answer.onCompleted();
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<TaskEvent> answer) {
    FakeTask task = known(request.getTask(), answer);
    if (task != null) {
      int next = request.hasAfter() ? Math.toIntExact(request.getAfter()) + 1 : 0;
      new FakeWatcher(
              task,
              (ServerCallStreamObserver<TaskEvent>) answer,
              next,
              cuts::remove,
              seq -> sent.incrementAndGet())
          .start();
    }
  }

  @Override
  public void cancel(CancelRequest request, StreamObserver<CancelResponse> answer) {
    FakeTask task = known(request.getTask(), answer);
    if (task != null) {
      if (task.state() == TaskState.TASK_STATE_QUEUED) {
        task.publish(event().setCancelled(Cancelled.newBuilder().setReason(request.getReason())));
      }
      answer.onNext(CancelResponse.newBuilder().setState(task.state()).build());
      answer.onCompleted();
    }
  }

  private @Nullable FakeTask known(String name, StreamObserver<?> answer) {
    FakeTask task = task(name);
    if (task == null) {
      answer.onError(
          Status.NOT_FOUND.withDescription("there is no task " + name).asRuntimeException());
    }
    return task;
  }
}
