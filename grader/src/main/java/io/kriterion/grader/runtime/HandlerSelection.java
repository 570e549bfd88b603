package io.kriterion.grader.runtime;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * Settles the handler of a submission: what the policy allows, and of that the first that can be
 * used. It never waits for a handler to get well: what cannot run is refused with the reason.
 * Thread-safe.
 */
public final class HandlerSelection {

  private final RuntimePolicy policy;
  private final HandlerHealth health;

  /**
   * A selection.
   *
   * @param policy what is allowed
   * @param health what is there
   */
  public HandlerSelection(RuntimePolicy policy, HandlerHealth health) {
    this.policy = policy;
    this.health = health;
  }

  /**
   * The handler for a request.
   *
   * @throws GraderException of class TASK when the policy refuses, or the handler that is asked for
   *     is not there; of class RUNTIME when it is sick, or nothing that the policy allows can be
   *     used
   */
  public String choose(RuntimeRequest request) {
    List<String> candidates = policy.candidates(request);
    List<String> known = health.known();
    if (known.isEmpty()) {
      throw new GraderException(
          FailureClass.RUNTIME,
          "the runtime has no handler; install one: apt-get install runc crun");
    }
    if (request.asks().isPresent()) {
      return granted(request, request.asks().get(), known);
    }
    List<String> objections = new ArrayList<>();
    for (String handler : expanded(candidates, known)) {
      HandlerState state = health.state(handler);
      if (state instanceof HandlerState.Usable) {
        return handler;
      }
      objections.add(objection(handler, state));
    }
    throw new GraderException(
        FailureClass.RUNTIME,
        "no runtime handler can be used for this task (%s): %s; the runtime has: %s"
            .formatted(
                policy.rule(request).place(),
                String.join("; ", objections),
                String.join(", ", known)));
  }

  /**
   * The handler on which a submission runs again, to compare.
   *
   * @param used the one that it ran on
   * @param wanted those that may be taken, in the order of preference
   * @throws GraderException of class RUNTIME when none of them is another one that the policy
   *     allows for this submission and that can be used
   */
  public String chooseOther(RuntimeRequest request, String used, List<String> wanted) {
    List<String> objections = new ArrayList<>();
    for (String handler : wanted) {
      if (handler.equals(used)) {
        objections.add(handler + " is the one that it ran on");
      } else if (!policy.permits(request, used, handler)) {
        objections.add(
            "%s is not allowed for this task (%s)"
                .formatted(handler, policy.rule(request).place()));
      } else if (health.state(handler) instanceof HandlerState.Usable) {
        return handler;
      } else {
        objections.add(objection(handler, health.state(handler)));
      }
    }
    throw new GraderException(
        FailureClass.RUNTIME, "no handler for a second run: " + String.join("; ", objections));
  }

  private String granted(RuntimeRequest request, String asked, List<String> known) {
    HandlerState state = health.state(asked);
    return switch (state) {
      case HandlerState.Usable usable -> asked;
      case HandlerState.Missing missing ->
          throw new GraderException(
              FailureClass.TASK,
              "runtime handler %s is not configured here; ask for one of: %s"
                  .formatted(asked, others(request, known)));
      case HandlerState.Sick sick ->
          throw new GraderException(
              FailureClass.RUNTIME,
              "runtime handler %s; ask for another (runtime: in the task, or --runtime)"
                  .formatted(objection(asked, sick)));
    };
  }

  private String others(RuntimeRequest request, List<String> known) {
    List<String> allowed = known.stream().filter(name -> policy.mayAsk(request, name)).toList();
    return allowed.isEmpty() ? "none" : String.join(", ", allowed);
  }

  private static SequencedSet<String> expanded(List<String> candidates, List<String> known) {
    SequencedSet<String> expanded = new LinkedHashSet<>();
    for (String candidate : candidates) {
      if (candidate.equals(RuntimePolicy.ANY)) {
        expanded.addAll(known);
      } else {
        expanded.add(candidate);
      }
    }
    return expanded;
  }

  private static String objection(String handler, HandlerState state) {
    return switch (state) {
      case HandlerState.Usable usable -> handler + " can be used";
      case HandlerState.Missing missing -> handler + " is not configured in the runtime";
      case HandlerState.Sick(var reason, var rest) ->
          "%s is sick: %s%s"
              .formatted(handler, reason, rest.map(HandlerSelection::tried).orElse(""));
    };
  }

  private static String tried(Duration rest) {
    // rounded up: it is never tried earlier than said
    return " (tried again in " + rest.plusMillis(999).toSeconds() + " s)";
  }
}
