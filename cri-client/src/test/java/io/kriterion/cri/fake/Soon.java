package io.kriterion.cri.fake;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or the other side of a socket is about to do. */
public final class Soon {

  private static final Duration SOON = Duration.ofSeconds(30);

  private Soon() {}

  /** Returns when the condition holds, which it must within 30 seconds. */
  public static void until(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > SOON.toNanos()) {
        throw new AssertionError("did not happen within " + SOON);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
