package io.kriterion.grader.pool;

import io.kriterion.grader.sandbox.SandboxShape;
import java.util.List;

/**
 * A pool at one moment.
 *
 * @param shapes what has been asked for, in the order of the first claims
 * @param memoryBytes what the prepared sandboxes and those in preparation are reckoned to cost
 */
public record PoolState(List<Shape> shapes, long memoryBytes) {

  /** Copies the list. */
  public PoolState {
    shapes = List.copyOf(shapes);
  }

  /**
   * One shape.
   *
   * @param shape which
   * @param ready how many wait to be claimed
   * @param preparing how many are being prepared
   * @param target how many should wait
   * @param hits how many claims found one
   * @param misses how many did not
   * @param rotten how many prepared ones were found dead
   * @param failure why the handler is left alone now, or empty
   */
  public record Shape(
      SandboxShape shape,
      int ready,
      int preparing,
      int target,
      long hits,
      long misses,
      long rotten,
      String failure) {}
}
