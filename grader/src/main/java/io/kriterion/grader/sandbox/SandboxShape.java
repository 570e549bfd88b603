package io.kriterion.grader.sandbox;

import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.task.ByteSize;

/**
 * What a sandbox is made as, before it is known for which submission. Sandboxes of one shape can
 * stand in for one another.
 *
 * @param handler the runtime handler
 * @param isolation what it puts between a submission and the host's kernel
 * @param image the image's id or reference as the runtime knows it
 * @param memory the size class: what all processes of a submission may use together until {@link
 *     Sandbox#limit} says less or more
 * @param disk the size of the workspace and {@code /tmp} together
 * @param main what runs in it first
 */
public record SandboxShape(
    String handler,
    Isolation isolation,
    String image,
    ByteSize memory,
    ByteSize disk,
    MainProcess main) {

  private static final long SMALLEST_CLASS = 64L << 20;

  /**
   * The shape for a submission that may use {@code memory}: its class is the next power of two, 64
   * MiB at the least.
   */
  public static SandboxShape fitting(
      String handler,
      Isolation isolation,
      String image,
      ByteSize memory,
      ByteSize disk,
      MainProcess main) {
    long size = Math.max(memory.bytes(), SMALLEST_CLASS);
    long power = Long.highestOneBit(size);
    long rounded = power == size || power > Long.MAX_VALUE / 4 ? size : 2 * power;
    return new SandboxShape(handler, isolation, image, new ByteSize(rounded), disk, main);
  }
}
