package io.kriterion.grader.telemetry;

import io.kriterion.grader.intake.TaskEnd;
import io.kriterion.grader.intake.TaskEnd.Ending;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskTimes;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Delays;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Ends of attempts, as tests need them. */
final class Ends {

  /** When the attempts of this class were enqueued. */
  static final Instant ENQUEUED = Instant.parse("2027-01-15T08:00:00Z");

  /** When they were claimed. */
  static final Instant CLAIMED = ENQUEUED.plusSeconds(3);

  /** When they ended. */
  static final Instant ENDED = CLAIMED.plusMillis(1500);

  static final Stages STAGES =
      new Stages(millis(100), millis(50), millis(800), millis(40), millis(30), false);

  static final Delays DELAYS =
      new Delays(
          Optional.of(millis(7)), Duration.ofSeconds(3), millis(150), millis(800), millis(25));

  private Ends() {}

  static Duration millis(long count) {
    return Duration.ofMillis(count);
  }

  /** Graded on runc: accepted, with one step that ran for 700 ms. */
  static TaskEnd graded(String task) {
    return graded(task, Optional.empty());
  }

  static TaskEnd graded(String task, Optional<String> traceparent) {
    return graded(task, traceparent, STAGES);
  }

  /** As {@link #graded(String)}, in a sandbox that had been prepared. */
  static TaskEnd gradedInPrepared(String task) {
    return graded(
        task,
        Optional.empty(),
        new Stages(millis(1), millis(1), millis(800), millis(40), millis(30), true));
  }

  private static TaskEnd graded(String task, Optional<String> traceparent, Stages stages) {
    StepResult step =
        new StepResult(
            "secret-step",
            Optional.of(Verdict.ACCEPTED),
            "",
            millis(600),
            millis(700),
            ByteSize.ofMebibytes(3),
            1,
            1);
    Result result =
        new Result(Verdict.ACCEPTED, 1, 1, List.of(step), List.of(), stages, Optional.empty());
    return end(task, Ending.GRADED, Optional.of(result), Optional.of(DELAYS), traceparent, "");
  }

  /** Given back before there was a handler. */
  static TaskEnd failed(String task) {
    return end(
        task, Ending.FAILED, Optional.empty(), Optional.empty(), Optional.empty(), "no\nruntime");
  }

  private static TaskEnd end(
      String task,
      Ending ending,
      Optional<Result> result,
      Optional<Delays> delays,
      Optional<String> traceparent,
      String reason) {
    return new TaskEnd(
        new TaskId(task),
        2,
        ending,
        result.map(there -> "runc"),
        result,
        delays,
        new TaskTimes(Optional.empty(), ENQUEUED, Optional.of(CLAIMED), Optional.empty()),
        ENDED,
        traceparent,
        reason);
  }
}
