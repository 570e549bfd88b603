package io.kriterion.client;

import static java.util.Objects.requireNonNull;

import io.kriterion.client.GraderClientException.Code;
import io.kriterion.proto.grader.v1.CancelRequest;
import io.kriterion.proto.grader.v1.DrainRequest;
import io.kriterion.proto.grader.v1.GetPoolRequest;
import io.kriterion.proto.grader.v1.GetQueueRequest;
import io.kriterion.proto.grader.v1.GetRequest;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.ListNodesRequest;
import io.kriterion.proto.grader.v1.OperatorGrpc;
import io.kriterion.proto.grader.v1.PauseRequest;
import io.kriterion.proto.grader.v1.ResumeRequest;
import io.kriterion.proto.grader.v1.SubmitResponse;
import java.time.Duration;
import java.util.List;

/**
 * A client of a grading node. All methods block and are made for virtual threads; an interrupt ends
 * a call with code CANCELLED and stays set. Every failure is a {@link GraderClientException}.
 * Thread-safe; whoever connects closes.
 */
public final class GraderClient implements AutoCloseable {

  private final NodeChannel channel;
  private final ClientOptions options;

  private GraderClient(NodeChannel channel, ClientOptions options) {
    this.channel = channel;
    this.options = options;
  }

  /**
   * A client. Does not block: the first call connects.
   *
   * @throws GraderClientException of code INVALID if the trusted certificates cannot be used
   */
  public static GraderClient connect(ClientOptions options) {
    return new GraderClient(NodeChannel.open(options), options);
  }

  /**
   * Submits a task: when this returns, it is on the node's disk. Where the node does not answer,
   * this tries again until the deadline; it stays one task, because the key stays the same.
   *
   * @throws GraderClientException INVALID: the task cannot be read, a line for each problem, or is
   *     too large; CONFLICT: the key belongs to another task; FULL: as many tasks wait as may, or
   *     too much comes in at a time
   */
  public Submitted submit(NewTask task) {
    SubmitResponse answer =
        channel.callUntilDone(
            GraderGrpc.getSubmitMethod(), TaskMessages.of(task), options.deadline());
    return new Submitted(answer.getTask(), answer.getExisted());
  }

  /**
   * What is known of a task.
   *
   * @param task the node's name for it
   * @throws GraderClientException NOT_FOUND: there is none of this name, or none of the caller's
   */
  public TaskInfo get(String task) {
    GetRequest request = GetRequest.newBuilder().setTask(requireNonNull(task, "task")).build();
    return TaskMessages.info(channel.call(GraderGrpc.getGetMethod(), request, options.deadline()));
  }

  /** The caller's tasks, newest first. */
  public List<TaskInfo> list(TaskFilter filter) {
    return channel
        .call(GraderGrpc.getListMethod(), TaskMessages.of(filter), options.deadline())
        .getTasksList()
        .stream()
        .map(TaskMessages::info)
        .toList();
  }

  /**
   * Cancels a task: at once if it waits, else its node stops it. One that has ended stays as it is.
   *
   * @param task the node's name for it
   * @param reason one line for people
   * @return the state; RUNNING: its node has yet to stop it
   * @throws GraderClientException NOT_FOUND: there is none of this name, or none of the caller's
   */
  public TaskState cancel(String task, String reason) {
    CancelRequest request =
        CancelRequest.newBuilder()
            .setTask(requireNonNull(task, "task"))
            .setReason(requireNonNull(reason, "reason"))
            .build();
    return TaskMessages.state(
        channel.call(GraderGrpc.getCancelMethod(), request, options.deadline()).getState());
  }

  /**
   * Follows a task from its first event on. Does not block: the first read connects, and fails
   * where there is no such task.
   *
   * @param task the node's name for it
   */
  public Follow follow(String task) {
    return new Follow(channel, requireNonNull(task, "task"), -1, options.reconnectPatience());
  }

  /**
   * Follows a task from the event on that comes after number {@code after}.
   *
   * @param task the node's name for it
   * @param after the number of the last event that the caller has, 0 or more
   * @throws IllegalArgumentException if {@code after} is negative
   */
  public Follow follow(String task, long after) {
    if (after < 0) {
      throw new IllegalArgumentException("after: " + after + " (expected: 0 or more)");
    }
    return new Follow(channel, requireNonNull(task, "task"), after, options.reconnectPatience());
  }

  /**
   * Waits until a task has ended, as long as that takes.
   *
   * @param task the node's name for it
   * @throws GraderClientException as {@link Follow#hasNext}; INTERNAL also where the node is so new
   *     that this client does not know how the task ended
   */
  public Outcome await(String task) {
    try (Follow events = follow(task)) {
      while (events.hasNext()) {
        if (events.next().body() instanceof Body.Last end) {
          return outcome(end);
        }
      }
      throw new GraderClientException(
          Code.INTERNAL,
          "task " + task + " ended in a way that this client does not know; update it",
          null);
    }
  }

  private static Outcome outcome(Body.Last end) {
    return switch (end) {
      case Body.Result(TaskResult result) -> new Outcome.Graded(result);
      case Body.Refused(String reason) -> new Outcome.Refused(reason);
      case Body.Cancelled(String reason) -> new Outcome.Cancelled(reason);
      case Body.Dead(List<String> reasons) -> new Outcome.Dead(reasons);
    };
  }

  /** The nodes of the queue. */
  public List<NodeInfo> nodes() {
    return channel
        .call(
            OperatorGrpc.getListNodesMethod(),
            ListNodesRequest.getDefaultInstance(),
            options.deadline())
        .getNodesList()
        .stream()
        .map(NodeMessages::node)
        .toList();
  }

  /** What waits. */
  public QueueInfo queue() {
    return NodeMessages.queue(
        channel.call(
            OperatorGrpc.getGetQueueMethod(),
            GetQueueRequest.getDefaultInstance(),
            options.deadline()));
  }

  /** Has the node take no new tasks until {@link #resume}; what runs goes on. */
  public NodeInfo pause() {
    return NodeMessages.node(
        channel.call(
            OperatorGrpc.getPauseMethod(), PauseRequest.getDefaultInstance(), options.deadline()));
  }

  /** Has the node take tasks again. */
  public NodeInfo resume() {
    return NodeMessages.node(
        channel.call(
            OperatorGrpc.getResumeMethod(),
            ResumeRequest.getDefaultInstance(),
            options.deadline()));
  }

  /**
   * Has the node take no new tasks, and waits until nothing runs any more.
   *
   * @param wait how long at most, 0 or more; the call's own deadline comes on top
   * @throws GraderClientException DEADLINE: something still runs; the node takes no new tasks all
   *     the same
   * @throws IllegalArgumentException if {@code wait} is negative
   */
  public NodeInfo drain(Duration wait) {
    if (wait.isNegative()) {
      throw new IllegalArgumentException("wait: " + wait + " (expected: 0 or more)");
    }
    DrainRequest request = DrainRequest.newBuilder().setDeadline(WireTimes.duration(wait)).build();
    return NodeMessages.node(
        channel.call(OperatorGrpc.getDrainMethod(), request, wait.plus(options.deadline())));
  }

  /** The sandboxes that the node keeps ready. */
  public PoolInfo pool() {
    return NodeMessages.pool(
        channel.call(
            OperatorGrpc.getGetPoolMethod(),
            GetPoolRequest.getDefaultInstance(),
            options.deadline()));
  }

  /** Ends all calls and whoever follows a task; waits at most 10 seconds. Idempotent. */
  @Override
  public void close() {
    channel.close();
  }
}
