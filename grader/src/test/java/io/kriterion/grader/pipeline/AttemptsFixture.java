package io.kriterion.grader.pipeline;

import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.RuntimeAnswer;
import io.kriterion.grader.judge.Judge;
import io.kriterion.grader.runtime.HandlerHealth;
import io.kriterion.grader.runtime.HandlerSource.Seen;
import io.kriterion.grader.runtime.RetryPolicy;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskReader;
import io.kriterion.grader.task.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Submissions whose runs end as a test says, one after another. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class AttemptsFixture {

  static final String OK = "ok";
  static final String CRASH = "crash";
  static final String BROKEN = "broken";
  static final String FAILED = "failed";

  final HandlerHealth health =
      new HandlerHealth(
          () -> List.of(new Seen("runc", Optional.empty()), new Seen("crun", Optional.empty())),
          Duration.ofSeconds(30),
          InstantSource.fixed(Instant.EPOCH));
  final List<Event> events = new ArrayList<>();
  final List<Plan> graded = new ArrayList<>();
  final Deque<Supplier<Result>> results = new ArrayDeque<>();

  @TempDir private Path directory;
  private Task task;
  @Nullable RuntimeException refusal;
  @Nullable RuntimeException secondRefusal;

  @BeforeEach
  void read() throws IOException {
    String yaml =
        """
        name: t
        environment: base
        steps:
          - { name: a, run: [ "true" ] }
          - { name: b, run: [ "true" ] }
          - { name: c, run: [ "true" ] }
        """;
    task = TaskReader.read(Files.writeString(directory.resolve("task.yaml"), yaml));
  }

  /** The next run ends so: a word for each step. */
  void ends(String... steps) {
    results.add(() -> {
      List<StepResult> all = new ArrayList<>();
      for (int i = 0; i < steps.length; i++) {
        all.add(step(task.steps().get(i), steps[i]));
      }
      Task run = task.upTo(task.steps().get(steps.length - 1).name());
      return Judge.result(run, all, Stages.NONE);
    });
  }

  private static StepResult step(Step step, String word) {
    return switch (word) {
      case OK -> step(step, Verdict.ACCEPTED, "", OptionalInt.empty());
      case CRASH -> step(step, Verdict.RUNTIME_ERROR, "signal 11 (SIGSEGV)", OptionalInt.of(11));
      case FAILED -> step(step, Verdict.RUNTIME_ERROR, "exit code 1", OptionalInt.empty());
      case BROKEN -> step(step, Verdict.INTERNAL_ERROR, "the stream broke", OptionalInt.empty());
      default -> StepResult.skipped(step, "the task was over");
    };
  }

  private static StepResult step(Step step, Verdict verdict, String detail, OptionalInt signal) {
    Duration time = Duration.ofMillis(1);
    return new StepResult(
        step.name(),
        Optional.of(verdict),
        detail,
        time,
        time,
        new ByteSize(1),
        0,
        0,
        signal,
        false);
  }

  /** The next run fails so. */
  void fails(RuntimeException failure) {
    results.add(() -> {
      throw failure;
    });
  }

  Result grade(int attempts, String... secondRunOn) throws InterruptedException {
    OneAttempt grader =
        (plan, told) -> {
          graded.add(plan);
          told.accept(new Event.Planned(plan.handler(), plan.image().id()));
          Result result = results.remove().get();
          told.accept(new Event.Judged(result.verdict(), result.points(), result.maxPoints()));
          told.accept(new Event.Finished(result));
          return result;
        };
    RetryPolicy policy = new RetryPolicy(attempts, List.of(secondRunOn));
    return new Attempts(grader, policy, health, events::add).grade(plans());
  }

  private Plans plans() {
    return new Plans() {
      @Override
      public Plan next() {
        return plan("runc", refusal);
      }

      @Override
      public Plan secondRun(Plan first) {
        return plan("crun", secondRefusal);
      }
    };
  }

  private Plan plan(String handler, @Nullable RuntimeException refused) {
    if (refused != null) {
      throw refused;
    }
    return new Plan(task, handler, new PlannedImage("sha256:1", Map.of()), List.of(), Map.of());
  }

  static CriException call(CriErrorCode code) {
    return new CriCallException(
        "RunPodSandbox", "k1", code, new RuntimeAnswer("UNKNOWN", "why"), false, null);
  }

  /** The verdicts that were told, each with the number of events before it. */
  Map<Integer, Verdict> judged() {
    Map<Integer, Verdict> judged = new HashMap<>();
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) instanceof Event.Judged verdict) {
        judged.put(i, verdict.verdict());
      }
    }
    return judged;
  }

  /** All but the verdicts. */
  List<String> told() {
    return events.stream()
        .filter(event -> !(event instanceof Event.Judged))
        .map(event ->
            switch (event) {
              case Event.Planned planned -> "planned";
              case Event.Retrying retrying -> retrying.attempt() + " " + retrying.reason();
              case Event.SecondRun second -> second.outcome() + " " + second.reason();
              case Event.StepFinished(StepResult step) -> step.step() + " " + step.detail();
              case Event.Finished(Result result) -> result.verdict().name();
              default -> event.toString();
            })
        .toList();
  }
}
