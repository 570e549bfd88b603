package io.kriterion.cri.stats;

/**
 * The kernel's pressure stall information: how long work stood still for want of a resource.
 *
 * @param some while at least one task waited
 * @param full while all of them did
 */
public record Pressure(Stall some, Stall full) {

  /**
   * Time that stood still.
   *
   * @param totalMicros in all, in microseconds
   * @param percent10 percent of the last 10 seconds
   * @param percent60 percent of the last 60 seconds
   * @param percent300 percent of the last 300 seconds
   */
  public record Stall(long totalMicros, double percent10, double percent60, double percent300) {}
}
