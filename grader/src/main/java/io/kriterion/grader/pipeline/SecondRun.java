package io.kriterion.grader.pipeline;

import io.kriterion.grader.judge.Judge;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Event.Agreement;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run on another handler says of a run in which a signal ended a step.
 *
 * @param event what is told of it
 * @param corrected the steps of which the handlers disagree, as they stand now
 * @param result the result as it stands now
 */
record SecondRun(Event.SecondRun event, List<StepResult> corrected, Result result) {

  /** Whether a step of {@code first} was ended by a signal, and the node did not fail. */
  static boolean isWanted(Result first) {
    return first.verdict() != Verdict.INTERNAL_ERROR
        && first.steps().stream().anyMatch(SecondRun::crashed);
  }

  /** The name of the last step that a signal ended; there is one. */
  static String lastCrash(Result first) {
    return first.steps().reversed().stream()
        .filter(SecondRun::crashed)
        .findFirst()
        .map(StepResult::step)
        .orElseThrow(() -> new IllegalArgumentException("no step was ended by a signal"));
  }

  /** There was none. */
  static SecondRun failed(Result first, RuntimeException failure) {
    return unknown(first, String.valueOf(failure.getMessage()));
  }

  /**
   * Two runs compared. The first run stands where every step that a signal ended was ended by one
   * in the other run too, whichever; and where the other run is INTERNAL_ERROR, which says nothing.
   *
   * @param plan the plan of the first run
   * @param other the plan of the second
   */
  static SecondRun compared(Plan plan, Result first, Plan other, Result second) {
    if (second.verdict() == Verdict.INTERNAL_ERROR) {
      return unknown(first, "the second run on " + other.handler() + " failed itself");
    }
    Map<String, StepResult> again = new HashMap<>();
    second.steps().forEach(step -> again.put(step.step(), step));
    List<StepResult> steps = new ArrayList<>();
    List<StepResult> corrected = new ArrayList<>();
    for (StepResult step : first.steps()) {
      StepResult now = step;
      if (crashed(step) && !crashed(again.getOrDefault(step.step(), step))) {
        now =
            step.internalError(
                "the runtime handlers disagree: %s on %s, %s on %s"
                    .formatted(
                        step.detail(),
                        plan.handler(),
                        inWords(again.getOrDefault(step.step(), step)),
                        other.handler()));
        corrected.add(now);
      }
      steps.add(now);
    }
    if (corrected.isEmpty()) {
      return new SecondRun(
          new Event.SecondRun(
              Agreement.AGREES, "a second run on %s crashes too".formatted(other.handler())),
          corrected,
          first);
    }
    return new SecondRun(
        new Event.SecondRun(
            Agreement.DISAGREES,
            "a second run on %s does not crash in: %s"
                .formatted(
                    other.handler(),
                    String.join(", ", corrected.stream().map(StepResult::step).toList()))),
        corrected,
        Judge.result(plan.task(), steps, first.stages())
            .withSandboxPeakMemory(first.sandboxPeakMemory()));
  }

  private static SecondRun unknown(Result first, String reason) {
    return new SecondRun(
        new Event.SecondRun(Agreement.UNKNOWN, "the crash is not confirmed: " + reason),
        List.of(),
        first);
  }

  private static boolean crashed(StepResult step) {
    return step.signal().isPresent();
  }

  private static String inWords(StepResult step) {
    return step.verdict()
        .map(verdict ->
            step.detail().isEmpty() ? verdict.name() : verdict + " (" + step.detail() + ")")
        .orElse("not run");
  }
}
