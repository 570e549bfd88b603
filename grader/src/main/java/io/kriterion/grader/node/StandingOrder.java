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
  public boolean obeyLast() throws InterruptedException {
    String order = known();
    switch (order) {
      case RESUME -> node.resume();
      case PAUSE -> node.pause();
      case DRAIN -> {
        boolean idle = node.drain(Duration.ZERO);
        log.atDebug().addKeyValue("idle", idle).log("drained");
      }
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

  private synchronized void keep(String order) {
    try {
      if (order.equals(RESUME)) {
        Files.deleteIfExists(file);
      } else {
        StateFile.write(file, order);
      }
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("order", order)
          .addKeyValue("reason", e.toString())
          .log("the order will be forgotten at a restart");
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
  public void pause() {
    keep(PAUSE);
    node.pause();
  }

  @Override
  public void resume() {
    keep(RESUME);
    node.resume();
  }

  @Override
  public boolean drain(Duration wait) throws InterruptedException {
    keep(DRAIN);
    return node.drain(wait);
  }
}
