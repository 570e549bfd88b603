package io.kriterion.grader.pipeline;

import io.kriterion.cri.error.CriException;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.init.InitSession;
import io.kriterion.grader.init.RefusedException;
import io.kriterion.grader.judge.Judge;
import io.kriterion.grader.judge.Skips;
import io.kriterion.grader.judge.StepOutcome;
import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.sandbox.Assignment;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Grades one submission: the way from a plan to a result, in a sandbox of its own. */
public final class Grading {

  private static final Logger log = LoggerFactory.getLogger(Grading.class);

  private final SandboxSource sandboxes;
  private final Consumer<Event> events;

  /**
   * A way to grade.
   *
   * @param sandboxes where sandboxes come from
   * @param events told what happens, on the grading thread, in order; blocking there holds the
   *     submission back
   */
  public Grading(SandboxSource sandboxes, Consumer<Event> events) {
    this.sandboxes = sandboxes;
    this.events = events;
  }

  /**
   * Grades a submission; blocks until its sandbox is gone again, whatever happens.
   *
   * @throws GraderException when no sandbox could be made or filled; a failure later on is the
   *     verdict INTERNAL_ERROR
   * @throws CriException when the runtime refused
   * @throws InterruptedException when interrupted; there is no result then
   */
  public Result grade(Plan plan) throws InterruptedException {
    events.accept(new Event.Planned(plan.handler(), plan.image().id()));
    StageClock clock = new StageClock();
    List<StepResult> results = new ArrayList<>();
    Optional<ByteSize> peakMemory;
    boolean prepared;
    Result settled;
    try (Sandbox sandbox = sandboxes.claim(plan.shape(), Optional.of(assignment(plan)))) {
      MDC.put("sandbox", sandbox.id());
      prepared = sandbox.isLaunched();
      clock.next();
      sandbox.launch();
      plan.task().limits().cpus().ifPresent(sandbox::limitCpus);
      clock.next();
      fill(sandbox.session(), plan.files());
      runSteps(sandbox, plan, results);
      peakMemory = sandbox.peakMemory();
      settled = Judge.result(plan.task(), results, Stages.NONE);
      events.accept(new Event.Judged(settled.verdict(), settled.points(), settled.maxPoints()));
      clock.next();
      endOf(sandbox::stop, "stop");
      clock.next();
      endOf(sandbox::clean, "clean");
      clock.next();
    } catch (RuntimeException e) {
      Interruption.refuse(e);
      throw e;
    } finally {
      MDC.remove("sandbox");
    }
    Result result = settled.withStages(clock.stages(prepared)).withSandboxPeakMemory(peakMemory);
    events.accept(new Event.Finished(result));
    return result;
  }

  /** What a sandbox is for that is made for this plan. */
  static Assignment assignment(Plan plan) {
    return new Assignment(plan.task().name(), plan.attempt());
  }

  /**
   * Puts files into a launched sandbox.
   *
   * @throws GraderException of class TASK when a file cannot be in any sandbox, as there is no room
   *     for it; of class RUNTIME when this sandbox does not take it
   */
  static void fill(InitSession session, List<SubmittedFile> files) {
    for (SubmittedFile file : files) {
      try {
        session.put(file.path(), file.executable(), file.open(), file.size());
      } catch (RefusedException e) {
        throw new GraderException(
            faultOf(e), "the sandbox does not take a file: " + e.getMessage(), e);
      }
    }
  }

  /* Linux's error numbers, the same on x86-64 and AArch64. What the files themselves bring about
  comes again wherever they are put; all else is the sandbox's, and another one may take them. */
  private static FailureClass faultOf(RefusedException refusal) {
    return switch (refusal.errno()) {
      case 28, 122 -> FailureClass.TASK; // ENOSPC, EDQUOT: the disk limit
      case 36 -> FailureClass.TASK; // ENAMETOOLONG
      case 17, 20, 21, 22 -> FailureClass.TASK; // EEXIST, ENOTDIR, EISDIR, EINVAL: the path
      default -> FailureClass.RUNTIME;
    };
  }

  private void runSteps(Sandbox sandbox, Plan plan, List<StepResult> results)
      throws InterruptedException {
    Isolation isolation = plan.settings().isolation();
    Artifacts artifacts = new Artifacts(sandbox, events);
    for (Step step : plan.task().steps()) {
      Optional<String> reason = Skips.reason(plan.task(), results);
      StepResult result = StepResult.skipped(step, reason.orElse(""));
      if (reason.isEmpty()) {
        events.accept(new Event.Started(step.name()));
        StepRun run =
            new StepRun(sandbox, isolation, plan.image().environment(), step, events, artifacts);
        StepOutcome outcome =
            step.interactor().isPresent()
                ? new InteractiveStep(sandboxes, plan, step).run(sandbox, run)
                : run.run();
        if (Thread.interrupted()) {
          throw new InterruptedException("grading was interrupted");
        }
        result = Judge.judge(step, outcome);
      }
      results.add(result);
      events.accept(new Event.StepFinished(result));
    }
  }

  /* The verdict stands whatever becomes of the sandbox; what is left of it is said. */
  static void endOf(Runnable stage, String name) {
    try {
      stage.run();
    } catch (CriException | GraderException e) {
      log.atError().setCause(e).addKeyValue("stage", name).log("a sandbox is not gone completely");
    }
  }
}
