package io.kriterion.grader.intake;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.judge.Judge;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.PlanRequest;
import io.kriterion.grader.pipeline.PlannedImage;
import io.kriterion.grader.pipeline.Planner;
import io.kriterion.grader.pipeline.Plans;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A grader without a runtime: what it does in place of steps is its test's. */
final class FakeGrader implements Grader {

  /** What happens in place of the steps. */
  interface Work {
    Verdict run(Plan plan, Consumer<Event> events) throws InterruptedException;
  }

  private final Work work;
  volatile boolean answers = true;

  /** So many plans fail, since no handler can be used. */
  final AtomicInteger sick = new AtomicInteger();

  FakeGrader(Work work) {
    this.work = work;
  }

  @Override
  public Plans plans(PlanRequest request) {
    return new Plans() {
      @Override
      public Plan next() {
        if (sick.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          throw new GraderException(FailureClass.RUNTIME, "runc is sick");
        }
        PlannedImage image = new PlannedImage("sha256:1", Map.of());
        return Planner.plan(
            request.task(), request.submission(), "runc", Map.of(request.task().image(), image));
      }

      @Override
      public Plan secondRun(Plan first) {
        throw new AssertionError("nobody asked for a second run");
      }
    };
  }

  @Override
  public Result grade(Plans plans, Consumer<Event> events) throws InterruptedException {
    Plan plan = plans.next();
    events.accept(new Event.Planned(plan.handler(), plan.image().id()));
    Verdict verdict = work.run(plan, events);
    StepResult step =
        new StepResult(
            plan.task().steps().getFirst().name(),
            Optional.of(verdict),
            "as told",
            Duration.ZERO,
            Duration.ZERO,
            new ByteSize(0),
            0,
            0,
            OptionalInt.empty(),
            false);
    Result result = Judge.result(plan.task(), List.of(step), Stages.NONE);
    events.accept(new Event.Judged(result.verdict(), result.points(), result.maxPoints()));
    return result;
  }

  @Override
  public boolean answers() {
    return answers;
  }

  @Override
  public long outages() {
    return answers ? 0 : 1;
  }
}
