package io.kriterion.grader.bench;

import io.kriterion.client.Body;
import io.kriterion.client.Follow;
import io.kriterion.client.GraderClient;
import io.kriterion.client.NewTask;
import io.kriterion.client.TaskEvent;
import io.kriterion.client.TaskResult;
import io.kriterion.client.TaskResult.Stages;
import io.kriterion.client.Verdict;

/**
 * What a client saw of one task; times in milliseconds since it began to submit it.
 *
 * @param submit when the node had accepted the task
 * @param verdict when the verdict was seen
 * @param end when the result was seen
 */
record GradedTask(TaskResult result, double submit, double verdict, double end) {

  /**
   * Has a node grade a task, and waits for its result.
   *
   * @throws IllegalStateException when it has none, or another verdict than ACCEPTED
   */
  static GradedTask by(GraderClient client, NewTask task) {
    long start = System.nanoTime();
    String id = client.submit(task).task();
    double submit = Bench.millis(System.nanoTime() - start);
    double verdict = 0;
    try (Follow events = client.follow(id)) {
      while (events.hasNext()) {
        TaskEvent event = events.next();
        double now = Bench.millis(System.nanoTime() - start);
        if (event.body() instanceof Body.Judged) {
          verdict = now;
        } else if (event.body() instanceof Body.Result last
            && last.result().verdict() == Verdict.ACCEPTED) {
          return new GradedTask(last.result(), submit, verdict, now);
        } else if (event.isLast()) {
          throw new IllegalStateException("task " + id + " ended with " + event.body());
        }
      }
    }
    throw new IllegalStateException("task " + id + " has no end");
  }

  /** How long its sandbox took until its steps had run. */
  double stagesToVerdict() {
    Stages stages = result.stages();
    return Bench.millis(stages.create().plus(stages.launch()).plus(stages.execute()).toNanos());
  }

  /** How long its sandbox took. */
  double stages() {
    Stages stages = result.stages();
    return stagesToVerdict() + Bench.millis(stages.stop().plus(stages.clean()).toNanos());
  }

  /** What the verdict took beside the sandbox. */
  double overheadToVerdict() {
    return verdict - stagesToVerdict();
  }

  /** What the result took beside the sandbox. */
  double overhead() {
    return end - stages();
  }
}
