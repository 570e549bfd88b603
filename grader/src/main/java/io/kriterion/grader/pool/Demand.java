package io.kriterion.grader.pool;

import java.time.Duration;

/**
 * How many sandboxes of one shape should be ready, from how often they are claimed and how long one
 * takes to prepare.
 *
 * <p>By Little's law (J. D. C. Little, 1961) as many are being replaced on average as arrive while
 * one is prepared: L = λ·W. Arrivals come in bursts; for Poisson arrivals the number within W
 * spreads by √L, so three times that is added and the pool is found empty about once in a thousand
 * claims. Not safe for several threads.
 */
final class Demand {

  /* The time over which arrivals are remembered: each counts e times less after it. */
  private static final double MEMORY_NANOS = Duration.ofSeconds(30).toNanos();

  private static final double MARGIN = 3;

  /* The weight of the newest preparation in the average. */
  private static final double NEWEST = 0.3;

  private double arrivals;
  private double preparationNanos = Duration.ofMillis(200).toNanos();
  private boolean measured;
  private long lastArrival;

  Demand(long now) {
    lastArrival = now;
  }

  void arrived(long now) {
    arrivals = arrivalsAt(now) + 1;
    lastArrival = now;
  }

  void prepared(Duration took) {
    double nanos = took.toNanos();
    preparationNanos = measured ? NEWEST * nanos + (1 - NEWEST) * preparationNanos : nanos;
    measured = true;
  }

  /** When the last claim was, or the beginning where there was none. */
  long lastArrival() {
    return lastArrival;
  }

  /** How many to have ready; at least one, since somebody has asked for this shape. */
  int target(long now) {
    double perNano = arrivalsAt(now) / MEMORY_NANOS;
    double replaced = perNano * preparationNanos;
    return (int) Math.ceil(Math.max(1, replaced + MARGIN * Math.sqrt(replaced)));
  }

  private double arrivalsAt(long now) {
    return arrivals * Math.exp(-(now - lastArrival) / MEMORY_NANOS);
  }
}
