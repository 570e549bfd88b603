package io.kriterion.cri.security;

/**
 * A range of user or group ids inside, and what they are on the host.
 *
 * @param hostId the first id on the host, 0..4294967295
 * @param containerId the first id inside, 0..4294967295
 * @param length how many, 1..4294967295
 */
public record IdMapping(long hostId, long containerId, long length) {

  private static final long MAX = 0xffff_ffffL;

  /** Checks the ranges. */
  public IdMapping {
    check("hostId", hostId, 0);
    check("containerId", containerId, 0);
    check("length", length, 1);
  }

  private static void check(String what, long value, long least) {
    if (value < least || value > MAX) {
      throw new IllegalArgumentException(
          what + ": " + value + " (expected: " + least + ".." + MAX + ")");
    }
  }
}
