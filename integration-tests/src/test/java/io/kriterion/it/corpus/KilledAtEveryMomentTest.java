package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.error.CriException;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.host.HostSnapshot;
import io.kriterion.it.node.ClassNode;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.OnEveryHandler;
import io.kriterion.it.node.TestNode;
import io.kriterion.it.node.TestTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a sandbox stands on is killed at moments spread over the whole life of a submission, from
 * the making of its sandbox to its removal: every step has its true verdict, INTERNAL_ERROR or
 * none, and the next submission is graded as if nothing had been.
 */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class KilledAtEveryMomentTest {

  private static final int MOMENTS = 6;

  /* Before the sandbox is there, and when it has gone, there is nobody to kill. */
  private static final int LEAST_KILLED = MOMENTS / 3;

  /* A submission may take longer or less than the one by which the moments were chosen. */
  private static final int MOST_ROUNDS = 4;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Map<String, Verdict> TRUTH =
      Map.of(
          "much", Verdict.ACCEPTED,
          "wrong", Verdict.WRONG_ANSWER,
          "crash", Verdict.RUNTIME_ERROR,
          "slow", Verdict.ACCEPTED,
          "late", Verdict.TIME_LIMIT);

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  /* Of every kind one, so that a wrong verdict of any kind would be seen. */
  private static TestTask task() {
    return TestTask.in("base")
        .shell("much", "seq 40000")
        .expect(numbers())
        .shell("wrong", "echo a")
        .expect("b\n")
        .shell("crash", "kill -9 $$")
        .shell("slow", "echo begun; sleep 0.2; echo done")
        .expect("begun\ndone\n")
        .shell("late", "while :; do :; done")
        .cpu(Duration.ofMillis(100));
  }

  private static String numbers() {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= 40_000; i++) {
      text.append(i).append('\n');
    }
    return text.toString();
  }

  @OnEveryHandler
  void ofTheInit(String handler) throws Exception {
    harm(NODE.get(), handler, SandboxProcesses::killInit, 1);
  }

  @OnEveryHandler
  void ofTheShim(String handler) throws Exception {
    harm(NODE.get(), handler, SandboxProcesses::killShim, 1);
  }

  @OnEveryHandler
  void ofThePauseProcess(String handler) throws Exception {
    // nothing of a step needs it, so nothing must come of it but where the sandbox is being made
    harm(NODE.get(), handler, SandboxProcesses::killPause, 0);
  }

  @OnEveryHandler
  void ofContainerd(String handler) throws Exception {
    int harmed = 0;
    for (int round = 0; round < MOST_ROUNDS && harmed == 0; round++) {
      for (Duration moment : moments(NODE.get(), handler)) {
        HostSnapshot before = HostSnapshot.now();
        try (TestNode doomed = TestNode.start("base")) {
          ProcessHandle victim = ProcessHandle.of(doomed.containerd().pid()).orElseThrow();
          harmed += attempt(doomed, handler, moment, victim::destroyForcibly);
        }
        before.assertNothingIsLeft();
      }
    }
    assertThat(harmed).isPositive();
    assertTruth(NODE.get(), handler);
  }

  /* At least so many submissions are not graded for it. */
  private static void harm(
      TestNode node, String handler, ToIntFunction<SandboxProcesses> kill, int least)
      throws Exception {
    HostSnapshot before = HostSnapshot.now();
    int harmed = 0;
    AtomicInteger killed = new AtomicInteger();
    for (int round = 0;
        round < MOST_ROUNDS && (killed.get() < LEAST_KILLED || harmed < least);
        round++) {
      for (Duration moment : moments(node, handler)) {
        SandboxProcesses processes = new SandboxProcesses(node);
        harmed +=
            attempt(node, handler, moment, () -> killed.addAndGet(kill.applyAsInt(processes)));
        before.assertNothingIsLeft();
      }
    }
    assertThat(killed.get()).isGreaterThanOrEqualTo(LEAST_KILLED);
    assertThat(harmed).isGreaterThanOrEqualTo(least);
    assertTruth(node, handler);
  }

  /* Spread over the time that a submission takes now. */
  private static List<Duration> moments(TestNode node, String handler) throws Exception {
    long begin = System.nanoTime();
    assertTruth(node, handler);
    Duration length = Duration.ofNanos(System.nanoTime() - begin);
    return IntStream.range(0, MOMENTS)
        .mapToObj(moment -> length.multipliedBy(moment).dividedBy(MOMENTS))
        .toList();
  }

  private static void assertTruth(TestNode node, String handler) throws Exception {
    Graded graded = node.grade(handler, task());
    assertThat(graded.result().steps()).as(graded::report).hasSize(TRUTH.size());
    for (StepResult step : graded.result().steps()) {
      assertThat(step.verdict()).as(graded::report).contains(TRUTH.get(step.step()));
    }
  }

  /* Grades while something is killed; 1 when that was noticed. */
  private static int attempt(TestNode node, String handler, Duration delay, Runnable kill)
      throws Exception {
    CountDownLatch planned = new CountDownLatch(1);
    FutureTask<Void> killing =
        new FutureTask<>(() -> {
          planned.await();
          Thread.sleep(delay);
          kill.run();
          return null;
        });
    Thread.ofVirtual().start(killing);
    List<StepResult> told = new ArrayList<>();
    Optional<Graded> graded = Optional.empty();
    try {
      graded =
          Optional.of(
              node.grade(
                  handler,
                  task(),
                  Submission.empty(),
                  event -> {
                    if (event instanceof Event.Planned) {
                      planned.countDown();
                    } else if (event instanceof Event.StepFinished finished) {
                      told.add(finished.result());
                    }
                  }));
    } catch (CriException | GraderException e) {
      // the node's own failure, without a verdict
      assertThat(e).hasMessageNotContaining("null");
    } finally {
      planned.countDown();
      killing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    boolean whole = graded.isPresent();
    for (StepResult step : told) {
      assertThat(step.verdict().orElse(Verdict.INTERNAL_ERROR))
          .as("%s, %s after the plan", step, delay)
          .isIn(TRUTH.get(step.step()), Verdict.INTERNAL_ERROR);
      whole &= step.verdict().filter(Verdict.INTERNAL_ERROR::equals).isEmpty();
    }
    if (graded.isPresent()) {
      assertThat(graded.get().verdict())
          .as(graded.get()::report)
          .isEqualTo(whole ? Verdict.WRONG_ANSWER : Verdict.INTERNAL_ERROR);
    }
    return whole ? 0 : 1;
  }
}
