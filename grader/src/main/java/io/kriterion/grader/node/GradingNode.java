package io.kriterion.grader.node;

import io.kriterion.cri.error.CriException;
import io.kriterion.grader.config.NodeConfig;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.intake.Grader;
import io.kriterion.grader.intake.Intake;
import io.kriterion.grader.intake.TaskObserver;
import io.kriterion.grader.pipeline.Attempts;
import io.kriterion.grader.pipeline.Grading;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.PlanRequest;
import io.kriterion.grader.pipeline.Plans;
import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.pool.SandboxPool;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node at work: takes tasks from a queue and grades them on a runtime. Everything that it stands
 * on is its caller's, who closes it afterwards.
 */
public final class GradingNode implements NodeControl, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(GradingNode.class);

  /* What it was told to do. */
  private enum Order {
    WORK,
    PAUSE,
    DRAIN,
    STOP
  }

  private final NodeIdentity identity;
  private final NodeConfig config;
  private final Instant started = Instant.now();
  private final SandboxPool pool;
  private final RuntimeWatch watch;
  private final Intake intake;
  private volatile Order order = Order.PAUSE;

  private GradingNode(
      NodeIdentity identity,
      NodeConfig config,
      RuntimeConnection connection,
      TaskQueue queue,
      TaskObserver observer) {
    this.identity = identity;
    this.config = config;
    this.pool = connection.newPool();
    this.watch = new RuntimeWatch(connection);
    this.intake =
        new Intake(
            queue,
            new PooledGrader(connection),
            identity.name(),
            identity.slots(),
            identity.memory(),
            config.queue().eventBytes(),
            observer,
            () -> watch.isUp() && watch.isSwept());
  }

  /**
   * Starts a node, paused. After {@link #resume} it takes tasks as soon as what an earlier life of
   * it has left on the runtime is gone; nothing waits for that.
   *
   * @param connection to the runtime, made with {@link RuntimeChoice#ownedBy} the node's id
   * @param observer told of every task's end
   */
  public static GradingNode start(
      NodeIdentity identity,
      NodeConfig config,
      RuntimeConnection connection,
      TaskQueue queue,
      TaskObserver observer) {
    Recovery.returnTasks(queue);
    return new GradingNode(identity, config, connection, queue, observer);
  }

  private final class PooledGrader implements Grader {

    private final RuntimeConnection connection;

    PooledGrader(RuntimeConnection connection) {
      this.connection = connection;
    }

    @Override
    public Plans plans(PlanRequest request) {
      return connection.plans(request);
    }

    @Override
    public Result grade(Plans plans, Consumer<Event> events) throws InterruptedException {
      return new Attempts(this::once, connection.retries(), connection.health(), events)
          .grade(plans);
    }

    private Result once(Plan plan, Consumer<Event> events) throws InterruptedException {
      try {
        return new Grading(pool, events).grade(plan);
      } catch (CriException | GraderException e) {
        connection.forgetImages();
        throw e;
      }
    }

    @Override
    public boolean answers() {
      return watch.answers();
    }

    @Override
    public long outages() {
      return watch.outages();
    }
  }

  @Override
  public NodeStatus status() {
    return new NodeStatus(
        identity.name(),
        phase(),
        intake.slots(),
        intake.running().size(),
        intake.memory(),
        intake.memoryUsed(),
        started,
        watch.handlers(),
        intake.running().stream()
            .map(running -> new NodeStatus.Running(running.lease(), running.since()))
            .toList());
  }

  private NodeStatus.Phase phase() {
    return switch (order) {
      case STOP -> NodeStatus.Phase.STOPPING;
      case PAUSE -> NodeStatus.Phase.PAUSED;
      case DRAIN ->
          intake.running().isEmpty() ? NodeStatus.Phase.DRAINED : NodeStatus.Phase.DRAINING;
      case WORK -> {
        if (!watch.isSwept()) {
          yield NodeStatus.Phase.RECOVERING;
        }
        yield watch.isUp() ? NodeStatus.Phase.READY : NodeStatus.Phase.RUNTIME_DOWN;
      }
    };
  }

  @Override
  public PoolState pool() {
    return pool.state();
  }

  @Override
  public void pause() {
    obey(Order.PAUSE);
  }

  @Override
  public void resume() {
    obey(Order.WORK);
  }

  @Override
  public void drain() {
    obey(Order.DRAIN);
  }

  @Override
  public boolean awaitIdle(Duration wait) throws InterruptedException {
    return intake.awaitIdle(wait);
  }

  private synchronized void obey(Order next) {
    if (order == Order.STOP) {
      return;
    }
    order = next;
    if (next == Order.WORK) {
      intake.open();
    } else {
      intake.shut();
    }
  }

  /**
   * Ends it: takes no more tasks, lets those that run go on for as long as is configured, then
   * gives them back to the queue, and removes all sandboxes. Blocks until all that is done; an
   * interrupt ends the waiting for tasks, not the rest. It may be called again.
   */
  public void stop() {
    obey(Order.STOP);
    boolean interrupted = Thread.interrupted();
    try {
      if (!intake.awaitIdle(config.node().stopPatience())) {
        log.atWarn()
            .addKeyValue("tasks", intake.running().size())
            .log("tasks still run; they are given back to the queue");
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    intake.close();
    try {
      pool.close();
    } catch (CriException | GraderException e) {
      log.atError().setCause(e).log("prepared sandboxes are left behind");
    }
    watch.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** As {@link #stop}. */
  @Override
  public void close() {
    stop();
  }
}
