package io.kriterion.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The sandboxes that a node keeps ready, at a moment.
 *
 * @param shapes what it keeps, by kind
 * @param memory what all of them take, in bytes
 * @param budget what they may take, in bytes
 */
public record PoolInfo(List<Shape> shapes, long memory, long budget) {
  /** Copies the list. */
  public PoolInfo {
    shapes = List.copyOf(shapes);
  }

  /**
   * Sandboxes of one kind.
   *
   * @param handler the runtime handler
   * @param image the image's id
   * @param memory what one may take, in bytes
   * @param disk the size of its file system in memory, in bytes
   * @param ready how many wait for a task
   * @param preparing how many are being made
   * @param target how many there should be
   * @param oldest the age of the oldest that is ready
   * @param claimed how many tasks found one
   * @param missed how many tasks found none
   * @param refills how many were made
   * @param failures how often making one failed
   * @param rotten how many went bad while they waited
   * @param backOff why none is made now; empty: they are made
   */
  public record Shape(
      String handler,
      String image,
      long memory,
      long disk,
      int ready,
      int preparing,
      int target,
      Optional<Duration> oldest,
      long claimed,
      long missed,
      long refills,
      long failures,
      long rotten,
      Optional<String> backOff) {}
}
