package io.kriterion.client;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or the other side of a socket is about to do. */
final class Soon {

  private static final Duration SOON = Duration.ofSeconds(20);

  private Soon() {}

  static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("did not happen within " + SOON);
      }
      Thread.onSpinWait();
    }
  }
}
