package io.kriterion.grader.telemetry;

import io.kriterion.grader.node.NodeControl;
import io.kriterion.grader.node.NodeStatus;
import io.kriterion.grader.node.NodeStatus.Handler;
import io.kriterion.grader.node.NodeStatus.Phase;
import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.task.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A node that is whatever a test says. */
public final class FakeNode implements NodeControl {

  private volatile Phase phase = Phase.READY;
  private volatile PoolState pool =
      new PoolState(List.of(), new ByteSize(0), ByteSize.ofMebibytes(512), true);

  /** From now on it is in this phase. */
  public void be(Phase next) {
    phase = next;
  }

  void have(PoolState.Shape... shapes) {
    pool =
        new PoolState(List.of(shapes), ByteSize.ofMebibytes(75), ByteSize.ofMebibytes(512), true);
  }

  @Override
  public NodeStatus status() {
    return new NodeStatus(
        "node",
        phase,
        4,
        3,
        ByteSize.ofGibibytes(2),
        ByteSize.ofMebibytes(768),
        Instant.ofEpochSecond(1_800_000_000L),
        List.of(
            new Handler("runc", Optional.empty()),
            new Handler("kata", Optional.of("its shim is not installed"))),
        List.of());
  }

  @Override
  public PoolState pool() {
    return pool;
  }

  @Override
  public void pause() {
    be(Phase.PAUSED);
  }

  @Override
  public void resume() {
    be(Phase.READY);
  }

  @Override
  public void drain() {
    be(Phase.DRAINED);
  }

  @Override
  public boolean awaitIdle(Duration wait) {
    return true;
  }
}
