package io.kriterion.grader.api;

import io.kriterion.grader.node.NodeControl;
import io.kriterion.grader.node.NodeStatus;
import io.kriterion.grader.node.NodeStatus.Phase;
import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.sandbox.MainProcess;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A node on which one task runs until it is said to have ended. */
final class TestNode implements NodeControl {

  static final Instant STARTED = Instant.parse("2026-03-04T05:06:07Z");

  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch drained = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private volatile Phase phase = Phase.READY;

  /** The task that runs has ended. */
  void endTask() {
    ended.countDown();
  }

  /** Blocks until somebody drains. */
  boolean awaitDrain() throws InterruptedException {
    return drained.await(30, TimeUnit.SECONDS);
  }

  /** Blocks until somebody who drained was interrupted. */
  boolean awaitInterrupt() throws InterruptedException {
    return interrupted.await(30, TimeUnit.SECONDS);
  }

  @Override
  public NodeStatus status() {
    boolean runs = ended.getCount() > 0;
    return new NodeStatus(
        "node-1",
        phase,
        4,
        runs ? 1 : 0,
        ByteSize.ofMebibytes(1024),
        ByteSize.ofMebibytes(runs ? 256 : 0),
        STARTED,
        List.of(
            new NodeStatus.Handler("runc", Optional.empty()),
            new NodeStatus.Handler("kata", Optional.of("no /dev/kvm"))),
        runs
            ? List.of(
                new NodeStatus.Running(new Lease(new TaskId("task-1"), 2), STARTED.plusSeconds(1)))
            : List.of());
  }

  @Override
  public PoolState pool() {
    SandboxShape shape =
        new SandboxShape(
            "runc",
            Isolation.SHARED_KERNEL,
            "sha256:abc",
            ByteSize.ofMebibytes(64),
            ByteSize.ofMebibytes(32),
            MainProcess.INIT);
    return new PoolState(
        List.of(
            new PoolState.Shape(
                shape, 1, 2, 3, Optional.of(Duration.ofMillis(1500)), 5, 6, 7, 8, 9, "sick")),
        ByteSize.ofMebibytes(128),
        ByteSize.ofMebibytes(512),
        false);
  }

  @Override
  public void pause() {
    phase = Phase.PAUSED;
  }

  @Override
  public void resume() {
    phase = Phase.READY;
  }

  @Override
  public void drain() {
    phase = Phase.DRAINING;
    drained.countDown();
  }

  @Override
  public boolean awaitIdle(Duration wait) throws InterruptedException {
    try {
      if (!ended.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
    phase = Phase.DRAINED;
    return true;
  }
}
