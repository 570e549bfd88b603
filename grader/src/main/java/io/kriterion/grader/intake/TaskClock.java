package io.kriterion.grader.intake;

import io.kriterion.grader.queue.TaskTimes;
import io.kriterion.grader.task.Delays;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import java.time.Duration;

/**
 * Times one attempt from its claim on; what lies before is the queue's to know. For the thread that
 * grades.
 */
final class TaskClock {

  private final TaskTimes times;
  private final long claimed = System.nanoTime();
  private long planned = claimed;
  private long judged = claimed;

  /** Starts now, with the claim. */
  TaskClock(TaskTimes times) {
    this.times = times;
  }

  void told(Event event) {
    switch (event) {
      case Event.Planned plan -> planned = System.nanoTime();
      case Event.Judged verdict -> judged = System.nanoTime();
      default -> {
        // nothing that a delay begins or ends with
      }
    }
  }

  /** The delays of a task whose result is handed over now. */
  Delays delays(Result result) {
    Stages stages = result.stages();
    return new Delays(
        times.submitted().map(sent -> positive(Duration.between(sent, times.enqueued()))),
        times
            .claimed()
            .map(now -> positive(Duration.between(times.enqueued(), now)))
            .orElse(Duration.ZERO),
        Duration.ofNanos(planned - claimed).plus(stages.create()).plus(stages.launch()),
        stages.execute(),
        positive(Duration.ofNanos(System.nanoTime() - judged)));
  }

  private static Duration positive(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
