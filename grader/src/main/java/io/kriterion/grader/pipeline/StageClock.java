package io.kriterion.grader.pipeline;

import io.kriterion.grader.task.Stages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Times the stages of a sandbox's life, one after another. */
final class StageClock {

  private final List<Duration> done = new ArrayList<>();
  private long since = System.nanoTime();

  /** The stage that ran until now is over and the next one begins. */
  void next() {
    long now = System.nanoTime();
    done.add(Duration.ofNanos(now - since));
    since = now;
  }

  /**
   * The times of the stages that are over, in their order; the others are zero.
   *
   * @param prepared whether the sandbox had been prepared
   */
  Stages stages(boolean prepared) {
    return new Stages(at(0), at(1), at(2), at(3), at(4), prepared);
  }

  private Duration at(int index) {
    return index < done.size() ? done.get(index) : Duration.ZERO;
  }
}
