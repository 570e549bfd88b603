package io.kriterion.grader.api;

import static io.kriterion.grader.api.Statuses.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Duration;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.kriterion.grader.node.NodeStatus.Phase;
import io.kriterion.proto.grader.v1.DrainRequest;
import io.kriterion.proto.grader.v1.GetPoolRequest;
import io.kriterion.proto.grader.v1.GetQueueRequest;
import io.kriterion.proto.grader.v1.ListNodesRequest;
import io.kriterion.proto.grader.v1.NodeState;
import io.kriterion.proto.grader.v1.NodeStatus;
import io.kriterion.proto.grader.v1.OperatorGrpc;
import io.kriterion.proto.grader.v1.OperatorGrpc.OperatorBlockingStub;
import io.kriterion.proto.grader.v1.PauseRequest;
import io.kriterion.proto.grader.v1.PoolShape;
import io.kriterion.proto.grader.v1.PoolStatus;
import io.kriterion.proto.grader.v1.QueueStatus;
import io.kriterion.proto.grader.v1.ResumeRequest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The node, as an operator sees it. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class OperatorServiceTest {

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

  private OperatorBlockingStub operator() {
    return OperatorGrpc.newBlockingStub(api.channel()).withDeadlineAfter(Api.PATIENCE);
  }

  @Test
  void theNodeIsShown() {
    NodeStatus node =
        operator().listNodes(ListNodesRequest.getDefaultInstance()).getNodesList().getFirst();
    assertThat(node.getName()).isEqualTo("node-1");
    assertThat(node.getState()).isEqualTo(NodeState.NODE_STATE_READY);
    assertThat(node.getSlots()).isEqualTo(4);
    assertThat(node.getSlotsUsed()).isEqualTo(1);
    assertThat(node.getMemory()).isEqualTo(1L << 30);
    assertThat(node.getMemoryUsed()).isEqualTo(256L << 20);
    assertThat(node.getStarted().getSeconds()).isEqualTo(TestNode.STARTED.getEpochSecond());
    assertThat(node.getHandlersList())
        .extracting(handler -> handler.getName() + ":" + handler.getProblem())
        .containsExactly("runc:", "kata:no /dev/kvm");
    assertThat(node.getRunningList())
        .singleElement()
        .satisfies(task -> assertThat(task.getTask()).isEqualTo("task-1"))
        .satisfies(task -> assertThat(task.getAttempt()).isEqualTo(2))
        .satisfies(task ->
            assertThat(task.getSince().getSeconds())
                .isEqualTo(TestNode.STARTED.getEpochSecond() + 1));
  }

  @Test
  void everyPhaseHasItsState() {
    for (Phase phase : Phase.values()) {
      assertThat(NodeMessages.of(phase).name()).isEqualTo("NODE_STATE_" + phase);
    }
  }

  @Test
  void theQueueIsShown() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      var unused =
          api.grader().submit(Api.request("k" + i, "t").toBuilder().setCourse("c").build());
      assertThat(unused.getExisted()).isFalse();
    }
    api.claim();
    QueueStatus queue = operator().getQueue(GetQueueRequest.getDefaultInstance());
    assertThat(queue.getQueued()).isEqualTo(2);
    assertThat(queue.getRunning()).isEqualTo(1);
    assertThat(queue.getFinished()).isZero();
    assertThat(queue.getCoursesList())
        .singleElement()
        .satisfies(course -> assertThat(course.getCourse()).isEqualTo("c"))
        .satisfies(course -> assertThat(course.getTasks()).isEqualTo(2))
        .satisfies(course -> assertThat(course.getWork().getSeconds()).isEqualTo(2));
  }

  @Test
  void thePoolIsShown() {
    PoolStatus pool = operator().getPool(GetPoolRequest.getDefaultInstance());
    assertThat(pool)
        .isEqualTo(
            PoolStatus.newBuilder()
                .setMemory(128L << 20)
                .setBudget(512L << 20)
                .addShapes(
                    PoolShape.newBuilder()
                        .setHandler("runc")
                        .setImage("sha256:abc")
                        .setMemory(64L << 20)
                        .setDisk(32L << 20)
                        .setReady(1)
                        .setPreparing(2)
                        .setTarget(3)
                        .setOldest(Duration.newBuilder().setSeconds(1).setNanos(500_000_000))
                        .setClaimed(5)
                        .setMissed(6)
                        .setRefills(7)
                        .setFailures(8)
                        .setRotten(9)
                        .setBackOff("sick"))
                .build());
  }

  @Test
  void theNodeIsPausedAndResumed() {
    assertThat(operator().pause(PauseRequest.getDefaultInstance()).getState())
        .isEqualTo(NodeState.NODE_STATE_PAUSED);
    assertThat(operator().resume(ResumeRequest.getDefaultInstance()).getState())
        .isEqualTo(NodeState.NODE_STATE_READY);
  }

  @Test
  void drainAnswersWhenNothingRuns() throws Exception {
    Callable<NodeStatus> drain = () -> operator().drain(DrainRequest.getDefaultInstance());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<NodeStatus> drained = threads.submit(drain);
      assertThat(api.node.awaitDrain()).isTrue();
      assertThat(drained.isDone()).isFalse();
      api.node.endTask();
      assertThat(drained.get().getState()).isEqualTo(NodeState.NODE_STATE_DRAINED);
    }
  }

  @Test
  void aDrainThatTakesTooLongLeavesTheNodeDrained() {
    DrainRequest soon =
        DrainRequest.newBuilder().setDeadline(Duration.newBuilder().setNanos(1_000_000)).build();
    assertThat(refused(Code.DEADLINE_EXCEEDED, () -> operator().drain(soon)))
        .contains("1 tasks still run");
    assertThat(api.node.status().phase()).isEqualTo(Phase.DRAINING);
    DrainRequest never =
        DrainRequest.newBuilder().setDeadline(Duration.newBuilder().setSeconds(-1)).build();
    assertThat(refused(Code.INVALID_ARGUMENT, () -> operator().drain(never))).contains("deadline");
  }

  @Test
  void aCallThatGoesOnDoesNotHoldUpTheEnd() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Code> code =
          threads.submit(() ->
              Status.fromThrowable(
                      catchThrowable(() -> operator().drain(DrainRequest.getDefaultInstance())))
                  .getCode());
      assertThat(api.node.awaitDrain()).isTrue();
      api.server.close();
      assertThat(api.node.awaitInterrupt()).isTrue();
      assertThat(code.get()).isIn(Code.UNAVAILABLE, Code.CANCELLED);
    }
  }

  @Test
  void nobodyWaitsForACallerThatHasLeft() throws Exception {
    Context.CancellableContext context = Context.current().withCancellation();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> code =
          threads.submit(() ->
              context.call(() ->
                  refused(
                      Code.CANCELLED, () -> operator().drain(DrainRequest.getDefaultInstance()))));
      assertThat(api.node.awaitDrain()).isTrue();
      context.cancel(null);
      assertThat(code.get()).isNotNull();
      assertThat(api.node.awaitInterrupt()).isTrue();
    }
    assertThat(api.node.status().phase()).isEqualTo(Phase.DRAINING);
  }
}
