package io.kriterion.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.kriterion.client.GraderClientException.Code;
import io.kriterion.client.fake.FakeEvents;
import io.kriterion.client.fake.FakeNode;
import io.kriterion.proto.grader.v1.Cancelled;
import io.kriterion.proto.grader.v1.Dead;
import io.kriterion.proto.grader.v1.Refused;
import io.kriterion.proto.grader.v1.SubmitRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class GraderClientTest {

  private static final byte[] TASK = "name: t".getBytes(UTF_8);

  @TempDir private Path directory;
  private FakeNode node;
  private GraderClient client;

  @BeforeEach
  void start() {
    node = FakeNode.start(directory.resolve("node.sock"));
    client = GraderClient.connect(options());
  }

  private ClientOptions options() {
    return ClientOptions.ofSocket(directory.resolve("node.sock"));
  }

  @AfterEach
  void stop() {
    client.close();
    node.close();
  }

  private Code codeOf(Runnable call) {
    return catchThrowableOfType(GraderClientException.class, call::run).code();
  }

  @Test
  void everythingOfATaskArrives() {
    NewTask task =
        NewTask.builder(TASK)
            .taskFile("tests/1.in", new byte[] {1}, false)
            .submissionFile("run.sh", new byte[] {2}, true)
            .key("k")
            .course("c")
            .user("u")
            .priority(-100)
            .expected(Duration.ofMillis(1500))
            .runtime("crun")
            .submitted(Instant.ofEpochSecond(7, 8))
            .build();
    assertThat(client.submit(task)).isEqualTo(new Submitted("t1", false));
    SubmitRequest came = node.submitted().getFirst();
    assertThat(came.getTask()).isEqualTo(ByteString.copyFrom(TASK));
    assertThat(came.getTaskFiles(0).getPath()).isEqualTo("tests/1.in");
    assertThat(came.getTaskFiles(0).getContent()).isEqualTo(ByteString.copyFrom(new byte[] {1}));
    assertThat(came.getTaskFiles(0).getExecutable()).isFalse();
    assertThat(came.getSubmission(0).getPath()).isEqualTo("run.sh");
    assertThat(came.getSubmission(0).getContent()).isEqualTo(ByteString.copyFrom(new byte[] {2}));
    assertThat(came.getSubmission(0).getExecutable()).isTrue();
    assertThat(List.of(came.getKey(), came.getCourse(), came.getUser(), came.getRuntime()))
        .containsExactly("k", "c", "u", "crun");
    assertThat(came.getPriority()).isEqualTo(-100);
    assertThat(WireTimes.duration(came.getExpected())).isEqualTo(Duration.ofMillis(1500));
    assertThat(WireTimes.instant(came.getSubmitted())).isEqualTo(Instant.ofEpochSecond(7, 8));
  }

  @Test
  void aTaskThatSaysNothingHasAKeyAndATime() {
    Instant before = Instant.now();
    NewTask.Builder builder = NewTask.builder(TASK);
    NewTask task = builder.build();
    NewTask other = builder.build();
    assertThat(task.key()).isNotEmpty().isNotEqualTo(other.key());
    assertThat(task.submitted()).isBetween(before, Instant.now());
    client.submit(task);
    assertThat(node.submitted().getFirst().hasExpected()).isFalse();
  }

  @Test
  void theSameTaskIsOneTaskAndAnotherOfItsKeyIsAConflict() {
    NewTask task = NewTask.builder(TASK).key("k").build();
    assertThat(client.submit(task)).isEqualTo(new Submitted("t1", false));
    assertThat(client.submit(task)).isEqualTo(new Submitted("t1", true));
    NewTask other = NewTask.builder(new byte[] {9}).key("k").build();
    assertThat(codeOf(() -> client.submit(other))).isEqualTo(Code.CONFLICT);
  }

  @Test
  void anAnswerThatIsLostMakesNoSecondTask() {
    node.loseAnswer("Submit");
    Submitted submitted = client.submit(NewTask.builder(TASK).build());
    assertThat(submitted).isEqualTo(new Submitted("t1", true));
    assertThat(node.calls("Submit")).isEqualTo(2);
    assertThat(node.submitted()).hasSize(1);
  }

  @Test
  void aNodeThatComesBackGetsTheTask() throws Exception {
    node.goAway();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Submitted> submitted =
          threads.submit(() -> client.submit(NewTask.builder(TASK).build()));
      node.comeBack();
      assertThat(submitted.get().task()).isEqualTo("t1");
    }
  }

  @Test
  void aNodeThatStaysAwayEndsTheWaitWithTheDeadline() {
    node.goAway();
    try (GraderClient hasty = GraderClient.connect(options().withDeadline(Duration.ofSeconds(5)))) {
      NewTask task = NewTask.builder(TASK).build();
      assertThat(codeOf(() -> hasty.submit(task))).isEqualTo(Code.UNAVAILABLE);
      assertThat(codeOf(client::nodes)).isEqualTo(Code.UNAVAILABLE);
      node.comeBack();
      assertThat(client.submit(task).task()).isEqualTo("t1");
    }
  }

  @Test
  void aBadTaskIsToldInItsLinesAndNotSubmittedAgain() {
    String problems = "task.yaml:1: one\ntask.yaml:2: two";
    node.refuse("Submit", Status.INVALID_ARGUMENT.withDescription(problems));
    GraderClientException failure =
        catchThrowableOfType(
            GraderClientException.class, () -> client.submit(NewTask.builder(TASK).build()));
    assertThat(failure).hasMessage(problems);
    assertThat(failure.code()).isEqualTo(Code.INVALID);
    assertThat(node.calls("Submit")).isEqualTo(1);
  }

  @Test
  void aTaskIsKnownListedAndCancelled() {
    for (int i = 1; i <= 3; i++) {
      client.submit(NewTask.builder(TASK).key("k" + i).course("c").priority(4).build());
    }
    TaskInfo info = client.get("t2");
    assertThat(info.key()).isEqualTo("k2");
    assertThat(info.priority()).isEqualTo(4);
    assertThat(info.state()).isEqualTo(TaskState.QUEUED);
    assertThat(info.times().enqueued()).contains(Instant.ofEpochSecond(1));
    assertThat(info.times().finished()).isEmpty();
    assertThat(info.position()).contains(new TaskInfo.Position(3, Duration.ZERO, Duration.ZERO));
    assertThat(client.cancel("t2", "late")).isEqualTo(TaskState.CANCELLED);
    assertThat(client.await("t2")).isEqualTo(new Outcome.Cancelled("late"));
    assertThat(client.list(TaskFilter.NEWEST))
        .extracting(TaskInfo::task)
        .containsExactly("t3", "t2", "t1");
    assertThat(client.list(TaskFilter.NEWEST.withLimit(1).withAfter("t3")))
        .extracting(TaskInfo::task)
        .containsExactly("t2");
    assertThat(client.list(TaskFilter.NEWEST.withStates(Set.of(TaskState.CANCELLED))))
        .extracting(TaskInfo::task)
        .containsExactly("t2");
    assertThat(codeOf(() -> client.get("t9"))).isEqualTo(Code.NOT_FOUND);
    assertThat(codeOf(() -> client.cancel("t9", ""))).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void everyEndHasAnOutcome() {
    for (int i = 1; i <= 4; i++) {
      client.submit(NewTask.builder(TASK).build());
    }
    node.publish("t1", FakeEvents.result(io.kriterion.proto.grader.v1.Verdict.VERDICT_ACCEPTED));
    node.publish("t2", FakeEvents.of(1).setRefused(Refused.newBuilder().setReason("r")));
    node.publish("t3", FakeEvents.of(1).setCancelled(Cancelled.newBuilder().setReason("c")));
    node.publish("t4", FakeEvents.of(1).setDead(Dead.newBuilder().addReasons("d")));
    assertThat(client.await("t1"))
        .isInstanceOfSatisfying(
            Outcome.Graded.class,
            graded -> assertThat(graded.result().verdict()).isEqualTo(Verdict.ACCEPTED));
    assertThat(client.await("t2")).isEqualTo(new Outcome.Refused("r"));
    assertThat(client.await("t3")).isEqualTo(new Outcome.Cancelled("c"));
    assertThat(client.await("t4")).isEqualTo(new Outcome.Dead(List.of("d")));
  }

  @Test
  void theNodeIsLookedAfter() {
    NodeInfo info = client.nodes().getFirst();
    assertThat(info.name()).isEqualTo("node-1");
    assertThat(info.state()).isEqualTo(NodeInfo.State.READY);
    assertThat(info.handlers())
        .containsExactly(
            new NodeInfo.Handler("runc", Optional.empty()),
            new NodeInfo.Handler("kata", Optional.of("no shim")));
    assertThat(info.running())
        .containsExactly(new NodeInfo.Running("t1", 2, Optional.of(Instant.ofEpochSecond(1001))));
    assertThat(client.pause().state()).isEqualTo(NodeInfo.State.PAUSED);
    assertThat(client.resume().state()).isEqualTo(NodeInfo.State.READY);
    assertThat(codeOf(() -> client.drain(Duration.ofMillis(1)))).isEqualTo(Code.DEADLINE);
    assertThat(client.nodes().getFirst().state()).isEqualTo(NodeInfo.State.DRAINING);
    node.busy(false);
    assertThat(client.drain(Duration.ZERO).state()).isEqualTo(NodeInfo.State.DRAINED);
    assertThat(client.queue())
        .isEqualTo(
            new QueueInfo(
                5, 1, 9, List.of(new QueueInfo.Backlog(10, "LEPL1503", 5, Duration.ofSeconds(7)))));
    assertThat(client.pool())
        .isEqualTo(
            new PoolInfo(
                List.of(
                    new PoolInfo.Shape(
                        "runc",
                        "sha256:0123456789abcdef",
                        1 << 28,
                        1 << 26,
                        1,
                        1,
                        2,
                        Optional.of(Duration.ofSeconds(3)),
                        4,
                        5,
                        6,
                        7,
                        8,
                        Optional.of("no shim"))),
                1 << 28,
                1 << 30));
  }

  @Test
  void aCallOfAClosedClientIsCancelled() {
    client.close();
    assertThat(codeOf(client::nodes)).isEqualTo(Code.CANCELLED);
    client.close();
  }

  @Test
  void whatCannotBeUsedIsRefusedBeforeItIsSent() {
    NewTask.Builder task = NewTask.builder(TASK);
    assertThatIllegalArgumentException().isThrownBy(() -> NewTask.builder(new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> task.key(""));
    assertThatIllegalArgumentException().isThrownBy(() -> task.key("a\nb"));
    assertThatIllegalArgumentException().isThrownBy(() -> task.key("k".repeat(151)));
    assertThatIllegalArgumentException().isThrownBy(() -> task.priority(101));
    assertThatIllegalArgumentException().isThrownBy(() -> task.priority(Integer.MIN_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> task.expected(Duration.ZERO));
    for (String path : List.of("", "/a", "a/", "a//b", ".", "../a", "a/..")) {
      assertThatIllegalArgumentException()
          .as(path)
          .isThrownBy(() -> task.taskFile(path, TASK, false));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> TaskFilter.NEWEST.withLimit(0));
    assertThatIllegalArgumentException().isThrownBy(() -> TaskFilter.NEWEST.withLimit(1001));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskFilter.NEWEST.withStates(Set.of(TaskState.UNKNOWN)));
    assertThatIllegalArgumentException().isThrownBy(() -> client.drain(Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> options().withDeadline(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options().withReconnectPatience(Duration.ofSeconds(-1)));
  }
}
