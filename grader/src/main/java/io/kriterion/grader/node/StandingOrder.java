package io.kriterion.grader.node;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.pool.PoolState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node whose last order outlives it: one that was paused or drained takes no tasks after a
 * restart either, until it is told to. The order is a word in a file of the state directory; an
 * order that cannot be kept there is obeyed all the same, with a line in the log. Thread-safe.
 */
public final class StandingOrder implements NodeControl {

  private static final Logger log = LoggerFactory.getLogger(StandingOrder.class);

  private static final String PAUSE = "pause";
  private static final String DRAIN = "drain";
  private static final String RESUME = "resume";

  private final NodeControl node;
  private final Path file;

  /**
   * The orders of a node.
   *
   * @param state the node's directory, which is there and belongs to this process alone
   */
  public StandingOrder(NodeControl node, Path state) {
    this.node = node;
    this.file = state.resolve("order");
  }

  /**
   * Tells the node, which has not begun, what it was told last; without an order it takes tasks.
   *
   * @return whether it takes tasks
   * @throws GraderException of class NODE when the file cannot be read, or holds no order
   */
  public synchronized boolean obeyLast() {
    String order = known();
    switch (order) {
      case RESUME -> node.resume();
      case PAUSE -> node.pause();
      case DRAIN -> node.drain();
      default ->
          throw new GraderException(
              FailureClass.NODE,
              file + " does not hold an order (expected: pause, drain); remove it");
    }
    return order.equals(RESUME);
  }

  private String known() {
    try {
      return Files.exists(file) ? Files.readString(file).strip() : RESUME;
    } catch (IOException e) {
      throw new GraderException(FailureClass.NODE, "cannot read " + file + ": " + e, e);
    }
  }

  private void keep(String order) {
    try {
      if (order.equals(RESUME)) {
        StateFile.remove(file);
      } else {
        StateFile.write(file, order);
      }
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("order", order)
          .addKeyValue("reason", e.toString())
          .log("the order is obeyed, but a restart will not know it");
    }
  }

  @Override
  public NodeStatus status() {
    return node.status();
  }

  @Override
  public PoolState pool() {
    return node.pool();
  }

  @Override
  public synchronized void pause() {
    keep(PAUSE);
    node.pause();
  }

  @Override
  public synchronized void resume() {
    keep(RESUME);
    node.resume();
  }

  @Override
  public synchronized void drain() {
    keep(DRAIN);
    node.drain();
  }

  @Override
  public boolean awaitIdle(Duration wait) throws InterruptedException {
    return node.awaitIdle(wait);
  }
}
