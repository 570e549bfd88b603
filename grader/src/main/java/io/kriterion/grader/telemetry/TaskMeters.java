package io.kriterion.grader.telemetry;

import io.kriterion.grader.intake.TaskEnd;
import io.kriterion.grader.task.Delays;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What is counted and timed of tasks. The labels are few: nothing of a submitter's is one. */
final class TaskMeters {

  /** The handler of an attempt that ended before one was chosen. */
  private static final String NO_HANDLER = "none";

  private final MeterProvider<Timer> delays;
  private final MeterProvider<Timer> stages;
  private final Timer overhead;
  private final MeterProvider<Counter> verdicts;
  private final MeterProvider<Counter> attempts;

  TaskMeters(MeterRegistry registry) {
    delays =
        times("kriterion.task.delay", "The five delays of a task: sending to response")
            .withRegistry(registry);
    stages =
        times(
                "kriterion.sandbox.stage",
                "The five stages of a sandbox's life: create to clean;"
                    + " create and launch of one that had been prepared are its claim")
            .withRegistry(registry);
    overhead =
        times(
                "kriterion.task.overhead",
                "From a task's claim to its result, without the time in which its steps ran")
            .register(registry);
    verdicts =
        Counter.builder("kriterion.verdicts")
            .description("Results that the queue has, by verdict")
            .withRegistry(registry);
    attempts =
        Counter.builder("kriterion.attempts")
            .description("Attempts that have ended, by how")
            .withRegistry(registry);
  }

  private static Timer.Builder times(String name, String description) {
    return Timer.builder(name).description(description).serviceLevelObjectives(Buckets.times());
  }

  void count(TaskEnd end) {
    String handler = end.handler().orElse(NO_HANDLER);
    attempts.withTags("ending", end.ending().name(), "handler", handler).increment();
    end.delays().ifPresent(this::delays);
    end.result()
        .ifPresent(result -> {
          stages(result.stages());
          if (end.ending() == TaskEnd.Ending.GRADED) {
            verdict(result.verdict(), handler);
          }
          end.delays().ifPresent(times -> overhead.record(overhead(times, result)));
        });
  }

  private void verdict(Verdict verdict, String handler) {
    verdicts.withTags("verdict", verdict.name(), "handler", handler).increment();
  }

  private void delays(Delays times) {
    times.sending().ifPresent(sending -> delay("sending", sending));
    delay("waiting", times.waiting());
    delay("booting", times.booting());
    delay("grading", times.grading());
    delay("response", times.response());
  }

  private void delay(String name, Duration time) {
    delays.withTags(Tags.of("delay", name)).record(time);
  }

  private void stages(Stages times) {
    stage("create", times.create());
    stage("launch", times.launch());
    stage("execute", times.execute());
    stage("stop", times.stop());
    stage("clean", times.clean());
  }

  /* A stage that was not reached is zero, and has no time. */
  private void stage(String name, Duration time) {
    if (!time.isZero()) {
      stages.withTags(Tags.of("stage", name)).record(time);
    }
  }

  static Duration overhead(Delays delays, Result result) {
    Duration here = delays.booting().plus(delays.grading()).plus(delays.response());
    Duration steps =
        result.steps().stream().map(StepResult::wallTime).reduce(Duration.ZERO, Duration::plus);
    Duration rest = here.minus(steps);
    return rest.isNegative() ? Duration.ZERO : rest;
  }
}
