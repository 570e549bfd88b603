package io.kriterion.grader.telemetry;

import io.kriterion.grader.intake.TaskEnd;
import io.kriterion.grader.task.Delays;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.Verdict;
import io.kriterion.grader.text.Printable;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The spans of an attempt, made when it is over: {@code grade}, and below it {@code queue}, {@code
 * boot} (with {@code create} and {@code launch}, unless the sandbox had been prepared in advance),
 * {@code execute}, {@code stop}, {@code clean} and {@code respond}. Stopping and cleaning are a
 * part of the response.
 */
final class AttemptSpans {

  private static final int LONGEST_REASON = 200;

  private final Tracer tracer;

  AttemptSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  void tell(TaskEnd end) {
    Instant claimed = end.times().claimed().orElse(end.times().enqueued());
    Context parent = TraceContext.of(end.traceparent());
    Span root = root(end, parent);
    Context context = parent.with(root);
    span(context, "queue", end.times().enqueued(), claimed);
    Instant last = claimed;
    if (end.delays().isPresent()) {
      last = stages(context, claimed, end.delays().get(), end.result().map(Result::stages));
    }
    root.end(later(end.ended(), last));
  }

  private Span root(TaskEnd end, Context parent) {
    SpanBuilder builder =
        tracer
            .spanBuilder("grade")
            .setParent(parent)
            .setSpanKind(SpanKind.CONSUMER)
            .setStartTimestamp(end.times().enqueued())
            .setAttribute("kriterion.task.id", end.task().value())
            .setAttribute("kriterion.task.attempt", end.attempt())
            .setAttribute("kriterion.ending", end.ending().name());
    end.handler().ifPresent(handler -> builder.setAttribute("kriterion.handler", handler));
    Optional<Verdict> verdict = end.result().map(Result::verdict);
    verdict.ifPresent(value -> builder.setAttribute("kriterion.verdict", value.name()));
    Span span = builder.startSpan();
    boolean fault =
        switch (end.ending()) {
          case FAILED, UNTRIED, LOST -> true;
          case GRADED, REFUSED, RETURNED, CANCELLED ->
              verdict.filter(Verdict.INTERNAL_ERROR::equals).isPresent();
        };
    if (fault) {
      span.setStatus(StatusCode.ERROR, Printable.oneLine(end.reason(), LONGEST_REASON));
    }
    return span;
  }

  /* One after the other from the claim on; gives when the last of them ended. */
  private Instant stages(
      Context context, Instant claimed, Delays delays, Optional<Stages> measured) {
    Stages stages = measured.orElse(Stages.NONE);
    Instant booted = claimed.plus(delays.booting());
    Instant executed = booted.plus(delays.grading());
    Instant responded = executed.plus(delays.response());
    Span boot =
        tracer
            .spanBuilder("boot")
            .setParent(context)
            .setStartTimestamp(claimed)
            .setAttribute("kriterion.sandbox.prepared", stages.prepared())
            .startSpan();
    if (!stages.prepared()) {
      Context inBoot = context.with(boot);
      Instant created = booted.minus(stages.launch());
      reached(inBoot, "create", created.minus(stages.create()), stages.create());
      reached(inBoot, "launch", created, stages.launch());
    }
    boot.end(booted);
    span(context, "execute", booted, executed);
    reached(context, "stop", executed, stages.stop());
    Instant stopped = executed.plus(stages.stop());
    reached(context, "clean", stopped, stages.clean());
    span(context, "respond", executed, responded);
    return later(responded, stopped.plus(stages.clean()));
  }

  private void reached(Context context, String name, Instant start, Duration time) {
    if (!time.isZero()) {
      span(context, name, start, start.plus(time));
    }
  }

  /* Clocks may have been set in between: a span never ends before it begins. */
  private void span(Context context, String name, Instant start, Instant end) {
    tracer
        .spanBuilder(name)
        .setParent(context)
        .setStartTimestamp(start)
        .startSpan()
        .end(later(start, end));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
