package io.kriterion.cri.fake;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What waits while it is held, and runs in order when it is released. It runs under a lock, which
 * keeps the order: only for what does not block.
 */
final class Held {

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean holding;

  synchronized void hold() {
    holding = true;
  }

  /** Runs it, or keeps it until the release. */
  synchronized void run(Runnable work) {
    if (holding) {
      waiting.add(work);
    } else {
      work.run();
    }
  }

  /** Runs what waits; what comes does not wait any more. */
  synchronized void release() {
    holding = false;
    for (Runnable work = waiting.poll(); work != null; work = waiting.poll()) {
      work.run();
    }
  }
}
