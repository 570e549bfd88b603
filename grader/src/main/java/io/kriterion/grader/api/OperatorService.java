package io.kriterion.grader.api;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import io.kriterion.grader.node.NodeControl;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.proto.grader.v1.DrainRequest;
import io.kriterion.proto.grader.v1.GetPoolRequest;
import io.kriterion.proto.grader.v1.GetQueueRequest;
import io.kriterion.proto.grader.v1.ListNodesRequest;
import io.kriterion.proto.grader.v1.ListNodesResponse;
import io.kriterion.proto.grader.v1.NodeStatus;
import io.kriterion.proto.grader.v1.OperatorGrpc;
import io.kriterion.proto.grader.v1.PauseRequest;
import io.kriterion.proto.grader.v1.PoolStatus;
import io.kriterion.proto.grader.v1.QueueStatus;
import io.kriterion.proto.grader.v1.ResumeRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The node itself: looked at, paused, drained. */
final class OperatorService extends OperatorGrpc.OperatorImplBase {

  private static final Duration LONGEST_DRAIN = Duration.ofDays(365);

  private final NodeControl node;
  private final TaskQueue queue;

  OperatorService(ApiParts parts) {
    this.node = parts.node();
    this.queue = parts.queue();
  }

  @Override
  public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> caller) {
    Answers.give(caller, () -> ListNodesResponse.newBuilder().addNodes(status()).build());
  }

  @Override
  public void getQueue(GetQueueRequest request, StreamObserver<QueueStatus> caller) {
    Answers.give(caller, () -> NodeMessages.of(queue.snapshot()));
  }

  @Override
  public void getPool(GetPoolRequest request, StreamObserver<PoolStatus> caller) {
    Answers.give(caller, () -> NodeMessages.of(node.pool()));
  }

  @Override
  public void pause(PauseRequest request, StreamObserver<NodeStatus> caller) {
    Answers.give(
        caller,
        () -> {
          node.pause();
          return status();
        });
  }

  @Override
  public void resume(ResumeRequest request, StreamObserver<NodeStatus> caller) {
    Answers.give(
        caller,
        () -> {
          node.resume();
          return status();
        });
  }

  @Override
  public void drain(DrainRequest request, StreamObserver<NodeStatus> caller) {
    Answers.give(caller, () -> drain(request));
  }

  private NodeStatus drain(DrainRequest request) {
    Duration wait = wait(request);
    node.drain(); // also for a caller that leaves at once
    Context call = Context.current();
    Thread waiting = Thread.currentThread();
    // nobody waits on for a caller that has left, or for a server that ends
    Context.CancellationListener left = context -> waiting.interrupt();
    call.addListener(left, Runnable::run);
    try {
      if (!node.awaitIdle(wait)) {
        throw Refusals.status(
            Code.DEADLINE_EXCEEDED,
            node.status().slotsUsed()
                + " tasks still run; the node takes no others until it is resumed");
      }
      return status();
    } catch (InterruptedException e) {
      throw Status.CANCELLED
          .withDescription("the call has ended; the node takes no tasks until it is resumed")
          .withCause(e)
          .asRuntimeException();
    } finally {
      call.removeListener(left);
    }
  }

  private static Duration wait(DrainRequest request) {
    Duration wait =
        request.hasDeadline()
            ? Duration.ofSeconds(
                request.getDeadline().getSeconds(), request.getDeadline().getNanos())
            : LONGEST_DRAIN;
    if (wait.isNegative()) {
      throw new IllegalArgumentException("deadline: 0 s or more expected");
    }
    Deadline deadline = Context.current().getDeadline();
    Duration most =
        deadline == null
            ? LONGEST_DRAIN
            : Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
    return wait.compareTo(most) < 0 ? wait : most;
  }

  private NodeStatus status() {
    return NodeMessages.of(node.status());
  }
}
