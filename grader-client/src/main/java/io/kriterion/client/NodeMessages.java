package io.kriterion.client;

import io.kriterion.proto.grader.v1.Backlog;
import io.kriterion.proto.grader.v1.NodeState;
import io.kriterion.proto.grader.v1.NodeStatus;
import io.kriterion.proto.grader.v1.PoolShape;
import io.kriterion.proto.grader.v1.PoolStatus;
import io.kriterion.proto.grader.v1.QueueStatus;
import java.util.Optional;

/** Nodes, queues and pools as the wire has them. */
final class NodeMessages {

  private NodeMessages() {}

  static NodeInfo node(NodeStatus node) {
    return new NodeInfo(
        node.getName(),
        state(node.getState()),
        node.getSlots(),
        node.getSlotsUsed(),
        node.getMemory(),
        node.getMemoryUsed(),
        WireTimes.instant(node.hasStarted(), node.getStarted()),
        node.getVersion(),
        node.getHandlersList().stream()
            .map(handler -> new NodeInfo.Handler(handler.getName(), text(handler.getProblem())))
            .toList(),
        node.getRunningList().stream()
            .map(task ->
                new NodeInfo.Running(
                    task.getTask(),
                    task.getAttempt(),
                    WireTimes.instant(task.hasSince(), task.getSince())))
            .toList());
  }

  private static NodeInfo.State state(NodeState state) {
    return switch (state) {
      case NODE_STATE_RECOVERING -> NodeInfo.State.RECOVERING;
      case NODE_STATE_READY -> NodeInfo.State.READY;
      case NODE_STATE_PAUSED -> NodeInfo.State.PAUSED;
      case NODE_STATE_DRAINING -> NodeInfo.State.DRAINING;
      case NODE_STATE_DRAINED -> NodeInfo.State.DRAINED;
      case NODE_STATE_STOPPING -> NodeInfo.State.STOPPING;
      case NODE_STATE_RUNTIME_DOWN -> NodeInfo.State.RUNTIME_DOWN;
      case NODE_STATE_UNSPECIFIED, UNRECOGNIZED -> NodeInfo.State.UNKNOWN;
    };
  }

  static QueueInfo queue(QueueStatus queue) {
    return new QueueInfo(
        queue.getQueued(),
        queue.getRunning(),
        queue.getFinished(),
        queue.getCoursesList().stream().map(NodeMessages::backlog).toList());
  }

  private static QueueInfo.Backlog backlog(Backlog backlog) {
    return new QueueInfo.Backlog(
        backlog.getPriority(),
        backlog.getCourse(),
        backlog.getTasks(),
        WireTimes.duration(backlog.getWork()));
  }

  static PoolInfo pool(PoolStatus pool) {
    return new PoolInfo(
        pool.getShapesList().stream().map(NodeMessages::shape).toList(),
        pool.getMemory(),
        pool.getBudget());
  }

  private static PoolInfo.Shape shape(PoolShape shape) {
    return new PoolInfo.Shape(
        shape.getHandler(),
        shape.getImage(),
        shape.getMemory(),
        shape.getDisk(),
        shape.getReady(),
        shape.getPreparing(),
        shape.getTarget(),
        shape.hasOldest() ? Optional.of(WireTimes.duration(shape.getOldest())) : Optional.empty(),
        shape.getClaimed(),
        shape.getMissed(),
        shape.getRefills(),
        shape.getFailures(),
        shape.getRotten(),
        text(shape.getBackOff()));
  }

  private static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
