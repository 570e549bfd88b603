package io.kriterion.it.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.TestNode;
import io.kriterion.it.node.TestTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody else's submission in a sandbox of its own, on the same node and handler. It lives while
 * attacks are made, and runs once beside each of them: its steps begin when they are told to.
 *
 * <p>To be used by one thread at a time.
 */
final class Neighbour implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String OUTPUT = "working\nunharmed 7026072c\n";

  /* More than there are attacks in any theme: it is thrown out before the last one. */
  private static final int MOST_RUNS = 200;

  private final Semaphore turns = new Semaphore(0);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final List<StepResult> results = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
  private final Future<Graded> grading;
  private int runs;

  private Neighbour(TestNode node, String handler, Submission submission) {
    TestTask task = AttackSandbox.emptyTask();
    for (int run = 1; run <= MOST_RUNS; run++) {
      task.run("run " + run, "./neighbour").expect(OUTPUT);
    }
    grading = thread.submit(() -> node.grade(handler, task, submission, this::follow));
  }

  /** Moves in and runs once. */
  static Neighbour movesIn(TestNode node, String handler, Programs programs)
      throws InterruptedException {
    Neighbour neighbour = new Neighbour(node, handler, programs.submission(List.of("neighbour")));
    try {
      neighbour.run();
      neighbour.rest();
      return neighbour;
    } catch (Throwable e) {
      neighbour.close();
      throw e;
    }
  }

  /* On the grading thread, which waits here for the next turn. */
  private void follow(Event event) {
    if (event instanceof Event.Started) {
      try {
        turns.acquire();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the neighbour moves out", e);
      }
    } else if (event instanceof Event.Output output
        && new String(output.data().toArray(), ISO_8859_1).startsWith("working")) {
      begun.incrementAndGet();
    } else if (event instanceof Event.StepFinished finished) {
      results.add(finished.result());
      ended.incrementAndGet();
    }
  }

  /** Runs once; returns as soon as its program is at work. Waits for the run before. */
  void run() throws InterruptedException {
    rest();
    runs++;
    turns.release();
    await(begun, "did not begin");
  }

  /** Waits until it has done what it was last told to do. */
  void rest() throws InterruptedException {
    await(ended, "did not end");
  }

  private void await(AtomicInteger counter, String problem) throws InterruptedException {
    Poll.until(() -> counter.get() >= runs || grading.isDone(), PATIENCE);
    if (counter.get() < runs) {
      throw new AssertionError("run " + runs + " of the neighbour " + problem, failure());
    }
  }

  /** Runs once more; fails unless every run of its life went as if it was alone. */
  void assertUnharmed() throws InterruptedException {
    run();
    rest();
    assertThat(results)
        .hasSize(runs)
        .allSatisfy(result -> assertThat(result.verdict()).contains(Verdict.ACCEPTED));
  }

  private Throwable failure() {
    return grading.state() == Future.State.FAILED
        ? grading.exceptionNow()
        : new IllegalStateException("the neighbour's submission is " + grading.state());
  }

  /** Throws it out; its sandbox is gone when this returns. */
  @Override
  public void close() {
    thread.shutdownNow();
    thread.close();
  }
}
