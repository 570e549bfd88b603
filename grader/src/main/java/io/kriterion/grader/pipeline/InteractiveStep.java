package io.kriterion.grader.pipeline;

import io.kriterion.cri.error.CriException;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.judge.EndCause;
import io.kriterion.grader.judge.Exit;
import io.kriterion.grader.judge.Interaction;
import io.kriterion.grader.judge.StepOutcome;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Interactor;
import io.kriterion.grader.task.Step;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step whose program talks to an interactor: makes the interactor's sandbox, which serves this
 * step alone, lets the two talk, and throws the sandbox away.
 */
final class InteractiveStep {

  private static final Logger log = LoggerFactory.getLogger(InteractiveStep.class);

  private final SandboxSource sandboxes;
  private final Plan plan;
  private final Interactor interactor;
  private final PlannedInteractor planned;

  /**
   * A step of the plan's task that has an interactor.
   *
   * @param sandboxes where the interactor's sandbox comes from
   */
  InteractiveStep(SandboxSource sandboxes, Plan plan, Step step) {
    this.sandboxes = sandboxes;
    this.plan = plan;
    this.interactor = step.interactor().orElseThrow();
    this.planned =
        Objects.requireNonNull(plan.interactors().get(step.name()), "an interactor without a plan");
  }

  /**
   * Runs the step to its end, as {@link StepRun#run()} does. Where there is no sandbox for the
   * interactor the program does not run, and the outcome says so.
   *
   * @param sandbox the submission's, which is launched
   * @param program the step's program in it
   */
  StepOutcome run(Sandbox sandbox, StepRun program) {
    try {
      Sandbox other =
          sandboxes.claim(plan.shape(interactor, planned), Optional.of(Grading.assignment(plan)));
      try {
        other.launch();
        interactor.limits().cpus().ifPresent(other::limitCpus);
        Grading.fill(other.session(), planned.files());
        return talk(sandbox, program, other);
      } finally {
        Grading.endOf(other::stop, "stop");
        Grading.endOf(other::clean, "clean");
      }
    } catch (CriException | GraderException e) {
      log.atWarn().setCause(e).log("an interactor has no sandbox");
      StepOutcome none = unknown("its sandbox could not be made: " + e.getMessage());
      return unknown("not run").with(EndCause.ITSELF, new Interaction(none, false, Bytes.EMPTY));
    }
  }

  private StepOutcome talk(Sandbox sandbox, StepRun program, Sandbox other) {
    FirstWords words = new FirstWords();
    StepRun run =
        new StepRun(
            other,
            plan.settings().isolation(),
            planned.image().environment(),
            interactor.program(),
            words,
            new Artifacts(other, words));
    return new Conversation(sandbox, program, other, run, words).run();
  }

  private static StepOutcome unknown(String reason) {
    return new StepOutcome(
        new Exit.Unknown(reason),
        EndCause.ITSELF,
        false,
        false,
        StepOutcome.Usage.NONE,
        Bytes.EMPTY);
  }
}
