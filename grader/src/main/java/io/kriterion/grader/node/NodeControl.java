package io.kriterion.grader.node;

import io.kriterion.grader.pool.PoolState;
import java.time.Duration;

/** A running node, as those see it who look after it. Thread-safe. */
public interface NodeControl {

  /** What it does now. Does not block. */
  NodeStatus status();

  /** The sandboxes that it keeps ready. Does not block. */
  PoolState pool();

  /** Takes no new tasks; what runs goes on. Does not block. */
  void pause();

  /** Takes tasks again, after {@link #pause} or {@link #drain}. Does not block. */
  void resume();

  /** Takes no new tasks, until {@link #resume}. Does not block. */
  void drain();

  /**
   * Waits until nothing runs.
   *
   * @return whether nothing runs
   * @throws InterruptedException when the thread is interrupted
   */
  boolean awaitIdle(Duration wait) throws InterruptedException;
}
