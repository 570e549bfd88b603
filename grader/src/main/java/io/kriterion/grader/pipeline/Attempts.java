package io.kriterion.grader.pipeline;

import io.kriterion.cri.error.CriException;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.runtime.HandlerHealth;
import io.kriterion.grader.runtime.RetryPolicy;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.util.function.Consumer;

/**
 * Grades a submission until the node does not fail it, as often as the policy lets it; and tells a
 * crash of the submission from a fault of its sandbox by a second run, where the policy wants one.
 * Every attempt starts from nothing: with a new plan, in a new sandbox. Thread-safe if the events'
 * consumer is; every call is for one submission.
 */
public final class Attempts {

  private final OneAttempt grader;
  private final RetryPolicy policy;
  private final HandlerReports handlers;
  private final Consumer<Event> events;

  /**
   * A way to grade.
   *
   * @param grader grades once
   * @param policy how often, and with which second run
   * @param health told how the handlers fare
   * @param events told what happens, on the grading thread, in order; blocking there holds the
   *     submission back
   */
  public Attempts(
      OneAttempt grader, RetryPolicy policy, HandlerHealth health, Consumer<Event> events) {
    this.grader = grader;
    this.policy = policy;
    this.handlers = new HandlerReports(health);
    this.events = events;
  }

  /**
   * Grades a submission; blocks until its sandboxes are gone again, whatever happens.
   *
   * @throws GraderException when it cannot be graded here, or no attempt got as far as a sandbox
   * @throws CriException when the runtime refused in the last attempt
   * @throws InterruptedException when interrupted; there is no result then
   */
  public Result grade(Plans plans) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt >= policy.attempts();
      boolean planned = false;
      String reason;
      try {
        Plan plan = plans.next().withAttempt(attempt);
        planned = true;
        Telling telling = new Telling();
        Result result = confirmed(plans, plan, graded(plan, telling));
        if (last || result.verdict() != Verdict.INTERNAL_ERROR) {
          telling.last(result);
          return result;
        }
        reason = reason(result);
      } catch (CriException | GraderException e) {
        Interruption.refuse(e);
        if (last || !mayPass(e, planned)) {
          throw e;
        }
        reason = String.valueOf(e.getMessage());
      }
      events.accept(new Event.Retrying(attempt + 1, reason));
    }
  }

  private Result graded(Plan plan, Consumer<Event> told) throws InterruptedException {
    try {
      Result result = grader.grade(plan, told);
      handlers.worked(plan.handler());
      return result;
    } catch (CriException | GraderException e) {
      handlers.failed(plan.handler(), e);
      throw e;
    }
  }

  /* What a second run leaves of the result. Its own events are nobody's concern. */
  private Result confirmed(Plans plans, Plan plan, Result first) throws InterruptedException {
    if (policy.secondRunOn().isEmpty() || !SecondRun.isWanted(first)) {
      return first;
    }
    SecondRun second;
    try {
      Plan other =
          plans.secondRun(plan).upTo(SecondRun.lastCrash(first)).withAttempt(plan.attempt());
      second = SecondRun.compared(plan, first, other, graded(other, event -> {}));
    } catch (CriException | GraderException e) {
      Interruption.refuse(e);
      second = SecondRun.failed(first, e);
    }
    events.accept(second.event());
    for (StepResult corrected : second.corrected()) {
      events.accept(new Event.StepFinished(corrected));
    }
    return second.result();
  }

  /* A plan that was refused is refused again; a failure of the runtime or the node may pass. */
  private static boolean mayPass(RuntimeException failure, boolean planned) {
    return switch (failure) {
      case GraderException e ->
          planned
              && (e.failureClass() == FailureClass.RUNTIME
                  || e.failureClass() == FailureClass.NODE);
      default -> true;
    };
  }

  private static String reason(Result result) {
    return result.steps().stream()
        .filter(step -> step.verdict().filter(Verdict.INTERNAL_ERROR::equals).isPresent())
        .findFirst()
        .map(step -> step.step() + ": " + step.detail())
        .orElse("not every step ran");
  }

  /* What is told of an attempt: its verdict and result only when nothing can change them any more. */
  private final class Telling implements Consumer<Event> {

    private boolean judged;

    @Override
    public void accept(Event event) {
      switch (event) {
        case Event.Finished finished -> {
          // told by last
        }
        case Event.Judged verdict -> {
          if (verdict.verdict() != Verdict.INTERNAL_ERROR && policy.secondRunOn().isEmpty()) {
            judged = true;
            events.accept(verdict);
          }
        }
        default -> events.accept(event);
      }
    }

    void last(Result result) {
      if (!judged) {
        events.accept(new Event.Judged(result.verdict(), result.points(), result.maxPoints()));
      }
      events.accept(new Event.Finished(result));
    }
  }
}
