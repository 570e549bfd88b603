package io.kriterion.client.fake;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.kriterion.proto.grader.v1.Backlog;
import io.kriterion.proto.grader.v1.DrainRequest;
import io.kriterion.proto.grader.v1.GetPoolRequest;
import io.kriterion.proto.grader.v1.GetQueueRequest;
import io.kriterion.proto.grader.v1.HandlerStatus;
import io.kriterion.proto.grader.v1.ListNodesRequest;
import io.kriterion.proto.grader.v1.ListNodesResponse;
import io.kriterion.proto.grader.v1.NodeState;
import io.kriterion.proto.grader.v1.NodeStatus;
import io.kriterion.proto.grader.v1.OperatorGrpc;
import io.kriterion.proto.grader.v1.PauseRequest;
import io.kriterion.proto.grader.v1.PoolShape;
import io.kriterion.proto.grader.v1.PoolStatus;
import io.kriterion.proto.grader.v1.QueueStatus;
import io.kriterion.proto.grader.v1.ResumeRequest;
import io.kriterion.proto.grader.v1.RunningTask;

/** The fake node as operators see it. */
final class FakeOperator extends OperatorGrpc.OperatorImplBase {

  volatile NodeState state = NodeState.NODE_STATE_READY;
  volatile boolean busy = true;

  private NodeStatus node() {
    NodeStatus.Builder node =
        NodeStatus.newBuilder()
            .setName("node-1")
            .setState(state)
            .setSlots(4)
            .setSlotsUsed(busy ? 1 : 0)
            .setMemory(1 << 30)
            .setMemoryUsed(busy ? 1 << 28 : 0)
            .setStarted(Timestamp.newBuilder().setSeconds(1000))
            .setVersion("0.1.0")
            .addHandlers(HandlerStatus.newBuilder().setName("runc"))
            .addHandlers(HandlerStatus.newBuilder().setName("kata").setProblem("no shim"));
    if (busy) {
      node.addRunning(
          RunningTask.newBuilder()
              .setTask("t1")
              .setAttempt(2)
              .setSince(Timestamp.newBuilder().setSeconds(1001)));
    }
    return node.build();
  }

  private static <A> void answer(StreamObserver<A> answers, A answer) {
    answers.onNext(answer);
    answers.onCompleted();
  }

  @Override
  public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> answers) {
    answer(answers, ListNodesResponse.newBuilder().addNodes(node()).build());
  }

  @Override
  public void getQueue(GetQueueRequest request, StreamObserver<QueueStatus> answers) {
    Duration work = Duration.newBuilder().setSeconds(7).build();
    answer(
        answers,
        QueueStatus.newBuilder()
            .setQueued(5)
            .setRunning(1)
            .setFinished(9)
            .addCourses(
                Backlog.newBuilder()
                    .setPriority(10)
                    .setCourse("LEPL1503")
                    .setTasks(5)
                    .setWork(work))
            .build());
  }

  @Override
  public void pause(PauseRequest request, StreamObserver<NodeStatus> answers) {
    state = NodeState.NODE_STATE_PAUSED;
    answer(answers, node());
  }

  @Override
  public void resume(ResumeRequest request, StreamObserver<NodeStatus> answers) {
    state = NodeState.NODE_STATE_READY;
    answer(answers, node());
  }

  @Override
  public void drain(DrainRequest request, StreamObserver<NodeStatus> answers) {
    state = busy ? NodeState.NODE_STATE_DRAINING : NodeState.NODE_STATE_DRAINED;
    if (busy) {
      answers.onError(
          Status.DEADLINE_EXCEEDED
              .withDescription("1 task still runs; the node takes no new ones")
              .asRuntimeException());
    } else {
      answer(answers, node());
    }
  }

  @Override
  public void getPool(GetPoolRequest request, StreamObserver<PoolStatus> answers) {
    answer(
        answers,
        PoolStatus.newBuilder()
            .setMemory(1 << 28)
            .setBudget(1 << 30)
            .addShapes(
                PoolShape.newBuilder()
                    .setHandler("runc")
                    .setImage("sha256:0123456789abcdef")
                    .setMemory(1 << 28)
                    .setDisk(1 << 26)
                    .setReady(1)
                    .setPreparing(1)
                    .setTarget(2)
                    .setOldest(Duration.newBuilder().setSeconds(3))
                    .setClaimed(4)
                    .setMissed(5)
                    .setRefills(6)
                    .setFailures(7)
                    .setRotten(8)
                    .setBackOff("no shim"))
            .build());
  }
}
