package io.kriterion.grader.pool;

import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A pool at one moment. What is counted is counted since the pool was made, or since the shape was
 * last given up.
 *
 * @param shapes what has been asked for, in the order of the first claims
 * @param memory what the prepared sandboxes and those in preparation are reckoned to cost the host
 * @param budget what they may cost at the most
 * @param settled whether nothing is being prepared, and nothing will be before a claim comes, a
 *     sandbox ends or time passes
 */
public record PoolState(List<Shape> shapes, ByteSize memory, ByteSize budget, boolean settled) {

  /** Copies the list. */
  public PoolState {
    shapes = List.copyOf(shapes);
  }

  /** Whether as many of every shape are ready as should be. */
  public boolean full() {
    return shapes.stream().allMatch(shape -> shape.ready() >= shape.target());
  }

  /**
   * One shape.
   *
   * @param shape which
   * @param ready how many wait to be claimed
   * @param preparing how many are being prepared, or are asked whether they live
   * @param target how many should wait
   * @param oldest since when the oldest of those that wait is there, if one waits
   * @param hits how many claims found one
   * @param misses how many did not
   * @param refills how many have been prepared
   * @param failures how many could not be
   * @param rotten how many prepared ones were found dead
   * @param failure why the handler is left alone now, or empty
   */
  public record Shape(
      SandboxShape shape,
      int ready,
      int preparing,
      int target,
      Optional<Duration> oldest,
      long hits,
      long misses,
      long refills,
      long failures,
      long rotten,
      String failure) {}
}
