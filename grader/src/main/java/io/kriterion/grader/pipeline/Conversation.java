package io.kriterion.grader.pipeline;

import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.init.KillReason;
import io.kriterion.grader.init.LiveInput;
import io.kriterion.grader.init.LiveOutput;
import io.kriterion.grader.judge.EndCause;
import io.kriterion.grader.judge.Interaction;
import io.kriterion.grader.judge.StepOutcome;
import io.kriterion.grader.sandbox.Background;
import io.kriterion.grader.sandbox.Sandbox;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A step's program and its interactor, each in a launched sandbox of its own: what one prints the
 * other reads. The program runs on the calling thread, which also tells its events; the interactor
 * and the two directions have a thread each, and none of them outlives {@link #run}.
 */
final class Conversation {

  /** How long the program may still run when its interactor has ended. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private static final int PIECES = 10;

  private enum Side {
    PROGRAM,
    INTERACTOR
  }

  private final Sandbox sandbox;
  private final StepRun program;
  private final Sandbox other;
  private final StepRun interactor;
  private final FirstWords words;

  private final CountDownLatch programOver = new CountDownLatch(1);
  private final AtomicReference<@Nullable Side> first = new AtomicReference<>();
  private final AtomicBoolean outlasted = new AtomicBoolean();

  /**
   * A conversation that has yet to begin.
   *
   * @param sandbox in which {@code program} runs
   * @param other in which {@code interactor} runs
   * @param words what the interactor says on standard error, told by its run
   */
  Conversation(
      Sandbox sandbox, StepRun program, Sandbox other, StepRun interactor, FirstWords words) {
    this.sandbox = sandbox;
    this.program = program;
    this.other = other;
    this.interactor = interactor;
    this.words = words;
  }

  /**
   * Runs both to their ends; blocks as long as their limits let them. An interrupt ends both, and
   * stays set.
   */
  StepOutcome run() {
    LiveInput toProgram = new LiveInput();
    LiveInput toInteractor = new LiveInput();
    LiveOutput fromProgram = new LiveOutput(() -> first.compareAndSet(null, Side.PROGRAM));
    LiveOutput fromInteractor = new LiveOutput(() -> first.compareAndSet(null, Side.INTERACTOR));
    FutureTask<StepOutcome> judging =
        Background.start("interactor", () -> judge(toInteractor, fromInteractor));
    FutureTask<Boolean> there =
        Background.start("to-interactor", () -> relay(fromProgram, toInteractor));
    FutureTask<Boolean> back =
        Background.start("to-program", () -> relay(fromInteractor, toProgram));
    StepOutcome outcome;
    try {
      outcome = program.run(toProgram, fromProgram);
    } finally {
      programOver.countDown();
    }
    StepOutcome judged = resultOf(judging);
    resultOf(there);
    resultOf(back);
    boolean killed = outlasted.get() && outcome.cause() == EndCause.CANCELLED;
    return outcome.with(
        killed ? EndCause.OUTLASTED : outcome.cause(),
        new Interaction(judged, first.get() == Side.INTERACTOR, words.said()));
  }

  /* The interactor's whole life, and what its end means for the program. */
  private StepOutcome judge(LiveInput stdin, LiveOutput stdout) throws InterruptedException {
    StepOutcome outcome = interactor.run(stdin, stdout);
    if (!endsInTime()) {
      outlasted.set(true);
      try {
        sandbox.session().kill(KillReason.CANCELLED);
      } catch (GraderException e) {
        // the stream is broken: whoever reads the program's frames meets the same and reports it
      }
    }
    return outcome;
  }

  /*
   * A piece that took longer counts as what it should have been: while this machine stood still,
   * the program could not end.
   */
  private boolean endsInTime() throws InterruptedException {
    boolean over = false;
    for (int piece = 0; piece < PIECES && !over; piece++) {
      over = programOver.await(GRACE.toNanos() / PIECES, TimeUnit.NANOSECONDS);
    }
    return over;
  }

  private static boolean relay(LiveOutput from, LiveInput to) throws InterruptedException {
    from.relay(to);
    return true;
  }

  /* An interrupt breaks the interactor off, so that there is an end to wait for. */
  private <T> T resultOf(FutureTask<T> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
          other.abort();
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
