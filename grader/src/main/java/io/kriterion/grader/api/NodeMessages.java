package io.kriterion.grader.api;

import io.kriterion.grader.node.NodeStatus;
import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.queue.QueueSnapshot;
import io.kriterion.grader.wire.WireTimes;
import io.kriterion.proto.grader.v1.Backlog;
import io.kriterion.proto.grader.v1.HandlerStatus;
import io.kriterion.proto.grader.v1.NodeState;
import io.kriterion.proto.grader.v1.PoolShape;
import io.kriterion.proto.grader.v1.PoolStatus;
import io.kriterion.proto.grader.v1.QueueStatus;
import io.kriterion.proto.grader.v1.RunningTask;
import java.util.Optional;

/** What operators see, in the wire format. */
final class NodeMessages {

  /* There is none where the program does not come from its jar. */
  private static final String VERSION =
      Optional.ofNullable(NodeMessages.class.getPackage().getImplementationVersion()).orElse("");

  private NodeMessages() {}

  static io.kriterion.proto.grader.v1.NodeStatus of(NodeStatus node) {
    io.kriterion.proto.grader.v1.NodeStatus.Builder message =
        io.kriterion.proto.grader.v1.NodeStatus.newBuilder()
            .setName(node.name())
            .setState(of(node.phase()))
            .setSlots(node.slots())
            .setSlotsUsed(node.slotsUsed())
            .setMemory(node.memory().bytes())
            .setMemoryUsed(node.memoryUsed().bytes())
            .setStarted(WireTimes.timestamp(node.started()))
            .setVersion(VERSION);
    for (NodeStatus.Handler handler : node.handlers()) {
      message.addHandlers(
          HandlerStatus.newBuilder()
              .setName(handler.name())
              .setProblem(handler.problem().orElse("")));
    }
    for (NodeStatus.Running running : node.running()) {
      message.addRunning(
          RunningTask.newBuilder()
              .setTask(running.lease().task().value())
              .setAttempt(running.lease().attempt())
              .setSince(WireTimes.timestamp(running.since())));
    }
    return message.build();
  }

  static NodeState of(NodeStatus.Phase phase) {
    return switch (phase) {
      case RECOVERING -> NodeState.NODE_STATE_RECOVERING;
      case READY -> NodeState.NODE_STATE_READY;
      case PAUSED -> NodeState.NODE_STATE_PAUSED;
      case DRAINING -> NodeState.NODE_STATE_DRAINING;
      case DRAINED -> NodeState.NODE_STATE_DRAINED;
      case STOPPING -> NodeState.NODE_STATE_STOPPING;
      case RUNTIME_DOWN -> NodeState.NODE_STATE_RUNTIME_DOWN;
    };
  }

  static QueueStatus of(QueueSnapshot queue) {
    QueueStatus.Builder message =
        QueueStatus.newBuilder()
            .setQueued(queue.queued())
            .setRunning(queue.running())
            .setFinished(queue.finished());
    for (QueueSnapshot.Backlog backlog : queue.courses()) {
      message.addCourses(
          Backlog.newBuilder()
              .setPriority(backlog.priority())
              .setCourse(backlog.course())
              .setTasks(backlog.tasks())
              .setWork(WireTimes.duration(backlog.work())));
    }
    return message.build();
  }

  static PoolStatus of(PoolState pool) {
    PoolStatus.Builder message =
        PoolStatus.newBuilder().setMemory(pool.memory().bytes()).setBudget(pool.budget().bytes());
    pool.shapes().forEach(shape -> message.addShapes(of(shape)));
    return message.build();
  }

  private static PoolShape of(PoolState.Shape shape) {
    PoolShape.Builder message =
        PoolShape.newBuilder()
            .setHandler(shape.shape().handler())
            .setImage(shape.shape().image())
            .setMemory(shape.shape().memory().bytes())
            .setDisk(shape.shape().disk().bytes())
            .setReady(shape.ready())
            .setPreparing(shape.preparing())
            .setTarget(shape.target())
            .setClaimed(shape.hits())
            .setMissed(shape.misses())
            .setRefills(shape.refills())
            .setFailures(shape.failures())
            .setRotten(shape.rotten())
            .setBackOff(shape.failure());
    shape.oldest().map(WireTimes::duration).ifPresent(message::setOldest);
    return message.build();
  }
}
