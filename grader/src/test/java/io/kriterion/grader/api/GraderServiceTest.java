package io.kriterion.grader.api;

import static io.kriterion.grader.api.Statuses.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.stub.MetadataUtils;
import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.ReleaseReason;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.Bytes;
import io.kriterion.proto.grader.v1.CancelRequest;
import io.kriterion.proto.grader.v1.GetRequest;
import io.kriterion.proto.grader.v1.ListRequest;
import io.kriterion.proto.grader.v1.SubmitRequest;
import io.kriterion.proto.grader.v1.SubmitResponse;
import io.kriterion.proto.grader.v1.Task;
import io.kriterion.proto.grader.v1.TaskState;
import io.kriterion.proto.grader.v1.WatchRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tasks over the Unix socket: every call, and every way to refuse it. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class GraderServiceTest {

  @TempDir private Path directory;
  private Api api;

  @BeforeEach
  void open() {
    api = new Api(directory);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private Task get(String task) {
    return api.grader().get(GetRequest.newBuilder().setTask(task).build());
  }

  @Test
  void aTaskIsShownAsItWasSubmittedAndAsItFares() throws InterruptedException {
    SubmitRequest request =
        Api.request("k/1 é", "task").toBuilder()
            .setCourse("course")
            .setUser("user")
            .setPriority(-5)
            .build();
    SubmitResponse accepted = api.grader().submit(request);
    assertThat(accepted.getExisted()).isFalse();
    Task waiting = get(accepted.getTask());
    assertThat(waiting.getTask()).isEqualTo(accepted.getTask());
    assertThat(waiting.getKey()).isEqualTo("k/1 é");
    assertThat(waiting.getCourse()).isEqualTo("course");
    assertThat(waiting.getUser()).isEqualTo("user");
    assertThat(waiting.getPriority()).isEqualTo(-5);
    assertThat(waiting.getState()).isEqualTo(TaskState.TASK_STATE_QUEUED);
    assertThat(waiting.hasPosition()).isTrue();
    assertThat(waiting.hasSubmitted()).isFalse();
    assertThat(waiting.getEnqueued().getSeconds()).isGreaterThan(1_700_000_000L);

    ClaimedTask first = api.claim();
    assertThat(first.task().key()).as("the queue's key has the owner").isEqualTo("local/k/1 é");
    assertThat(first.task().payload()).isEqualTo(Bytes.ofText("task"));
    api.queue.release(first.lease(), ReleaseReason.FAILED, "the disk is full");
    api.claim();
    Task running = get(accepted.getTask());
    assertThat(running.getState()).isEqualTo(TaskState.TASK_STATE_RUNNING);
    assertThat(running.getAttempt()).isEqualTo(2);
    assertThat(running.hasClaimed()).isTrue();
    assertThat(running.hasPosition()).isFalse();
    assertThat(running.getReasonsList()).singleElement().asString().contains("the disk is full");
  }

  @Test
  void theSameKeyAndContentIsTheSameTask() {
    SubmitResponse first = api.grader().submit(Api.request("k", "task"));
    SubmitResponse again = api.grader().submit(Api.request("k", "task"));
    assertThat(again.getTask()).isEqualTo(first.getTask());
    assertThat(again.getExisted()).isTrue();
    refused(Code.ALREADY_EXISTS, () -> api.grader().submit(Api.request("k", "another")));
  }

  @Test
  void withoutAKeyEachIsATaskOfItsOwn() {
    SubmitResponse first = api.grader().submit(Api.request("", "task"));
    SubmitResponse second = api.grader().submit(Api.request("", "task"));
    assertThat(second.getTask()).isNotEqualTo(first.getTask());
    assertThat(get(first.getTask()).getKey()).isNotEmpty();
  }

  @Test
  void aKeyHasOneToAHundredAndFiftyCharactersOnOneLine() {
    String longest = "k".repeat(150);
    assertThat(get(api.submit(longest)).getKey()).isEqualTo(longest);
    for (String key : List.of("k".repeat(151), "two\nlines")) {
      assertThat(refused(Code.INVALID_ARGUMENT, () -> api.submit(key))).contains("key:");
    }
  }

  @Test
  void whatCannotBeReadIsSaidLineByLine() {
    String problems = "unreadable: line 1\nline 2: 100 % wrong\nline 3: é";
    assertThat(
            refused(Code.INVALID_ARGUMENT, () -> api.grader().submit(Api.request("k", problems))))
        .isEqualTo(problems);
    String many = "unreadable:\n" + "a problem of é\n".repeat(2000);
    assertThat(refused(Code.INVALID_ARGUMENT, () -> api.grader().submit(Api.request("k", many))))
        .startsWith("unreadable:\na problem of é\n")
        .endsWith("a problem of é\n(and more)");
    assertThat(
            refused(
                Code.INVALID_ARGUMENT,
                () ->
                    api.grader()
                        .submit(Api.request("k", "t").toBuilder().setPriority(101).build())))
        .contains("priority");
  }

  @Test
  void aFailureOfTheNodesIsTold() {
    assertThat(refused(Code.INTERNAL, () -> api.grader().submit(Api.request("k", "broken: x"))))
        .doesNotContain("broken");
  }

  @Test
  void whatIsTooLargeForTheQueueIsRefused() {
    String large = "x".repeat((3 << 20) + 1);
    refused(Code.OUT_OF_RANGE, () -> api.grader().submit(Api.request("k", large)));
  }

  @Test
  void theIntakeLearnsWhoSubmitsAndOfWhichTrace() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    Metadata headers = new Metadata();
    Metadata.Key<String> key = Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
    headers.put(key, trace);
    var unused =
        api.grader()
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .submit(Api.request("k", "task"));
    Api.Asked asked = api.asked.orElseThrow();
    assertThat(asked.owner()).isEqualTo("local");
    assertThat(asked.trust()).isEqualTo(Trust.NORMAL);
    assertThat(asked.traceparent()).contains(trace);
    headers.put(key, "nonsense");
    headers.removeAll(key);
    headers.put(key, "nonsense");
    unused =
        api.grader()
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .submit(Api.request("l", "task"));
    assertThat(api.asked.orElseThrow().traceparent()).isEmpty();
    assertThat(unused.getExisted()).isFalse();
  }

  @Test
  void aTaskThatIsNotThereIsNotFound() {
    refused(Code.NOT_FOUND, () -> get("no-such-task"));
    refused(
        Code.NOT_FOUND,
        () -> api.grader().cancel(CancelRequest.newBuilder().setTask("no-such-task").build()));
    refused(
        Code.NOT_FOUND,
        () -> api.grader().watch(WatchRequest.newBuilder().setTask("no-such-task").build()).next());
    refused(
        Code.NOT_FOUND,
        () -> api.grader().list(ListRequest.newBuilder().setAfter("no-such-task").build()));
    for (String name : List.of("", "two words", "x".repeat(65))) {
      assertThat(refused(Code.INVALID_ARGUMENT, () -> get(name))).contains("task id");
    }
  }

  @Test
  void aListIsNewestFirstInPartsAndByState() throws InterruptedException {
    List<String> tasks = new ArrayList<>();
    for (int i = 0; i < 105; i++) {
      tasks.addFirst(api.submit("k" + i));
    }
    api.queue.complete(api.claim().lease(), Bytes.EMPTY); // the oldest
    List<Task> first = api.grader().list(ListRequest.getDefaultInstance()).getTasksList();
    assertThat(first).extracting(Task::getTask).isEqualTo(tasks.subList(0, 100));
    assertThat(first).noneMatch(Task::hasPosition);
    assertThat(first.getFirst().getKey()).isEqualTo("k104");
    ListRequest next =
        ListRequest.newBuilder().setAfter(first.getLast().getTask()).setLimit(1000).build();
    assertThat(api.grader().list(next).getTasksList())
        .extracting(Task::getTask)
        .isEqualTo(tasks.subList(100, 105));
    ListRequest done =
        ListRequest.newBuilder()
            .addStates(TaskState.TASK_STATE_DONE)
            .addStates(TaskState.TASK_STATE_DEAD)
            .build();
    assertThat(api.grader().list(done).getTasksList())
        .extracting(Task::getTask)
        .containsExactly(tasks.getLast());
  }

  @Test
  void theBoundsOfAListAreChecked() {
    for (ListRequest wrong :
        List.of(
            ListRequest.newBuilder().setLimit(-1).build(),
            ListRequest.newBuilder().setLimit(1001).build(),
            ListRequest.newBuilder().addStates(TaskState.TASK_STATE_UNSPECIFIED).build(),
            ListRequest.newBuilder().addStatesValue(77).build(),
            ListRequest.newBuilder().setAfter("two words").build())) {
      refused(Code.INVALID_ARGUMENT, () -> api.grader().list(wrong));
    }
  }

  @Test
  void aTaskIsCancelledAtOnceOrItsNodeIsTold() throws InterruptedException {
    String waiting = api.submit("waiting");
    assertThat(cancel(waiting)).isEqualTo(TaskState.TASK_STATE_CANCELLED);
    assertThat(get(waiting).getCancelled()).isTrue();
    String running = api.submit("running");
    ClaimedTask claimed = api.claim();
    assertThat(cancel(running)).isEqualTo(TaskState.TASK_STATE_RUNNING);
    assertThat(api.queue.renew(claimed.lease()).cancelled()).isTrue();
    api.queue.complete(claimed.lease(), Bytes.EMPTY);
    assertThat(cancel(running)).isEqualTo(TaskState.TASK_STATE_DONE);
  }

  private TaskState cancel(String task) {
    return api.grader()
        .cancel(CancelRequest.newBuilder().setTask(task).setReason("not needed").build())
        .getState();
  }

  @Test
  void withoutItsQueueTheNodeIsUnavailable() {
    String task = api.submit("k");
    api.queue.close();
    refused(Code.UNAVAILABLE, () -> api.submit("l"));
    refused(Code.UNAVAILABLE, () -> get(task));
    refused(Code.UNAVAILABLE, () -> api.grader().list(ListRequest.getDefaultInstance()));
    refused(Code.UNAVAILABLE, () -> cancel(task));
  }
}
