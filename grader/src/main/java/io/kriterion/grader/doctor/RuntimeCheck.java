package io.kriterion.grader.doctor;

import io.kriterion.cri.error.CriException;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.node.RuntimeSurvey;
import io.kriterion.grader.runtime.HandlerSource.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The runtime that commands would use: does it answer, and can it be given untrusted programs? */
final class RuntimeCheck implements Check {

  private static final String OWN =
      "nothing, if kriterion may start a containerd of its own; else start one:"
          + " kriterion containerd start";

  private final Supplier<Optional<RuntimeSurvey>> survey;
  private final boolean named;

  /**
   * The check.
   *
   * @param survey looks at the runtime; empty where none runs
   * @param named whether the user said which runtime it is to be: no other is used then
   */
  RuntimeCheck(Supplier<Optional<RuntimeSurvey>> survey, boolean named) {
    this.survey = survey;
    this.named = named;
  }

  @Override
  public List<Finding> look() {
    try {
      return survey
          .get()
          .map(this::findings)
          .orElseGet(() ->
              List.of(
                  Finding.ok("runtime", "none runs; commands start a containerd of their own")));
    } catch (CriException | GraderException e) {
      // the reason says what to do, as far as that is known
      return List.of(unusable("cannot be used: " + e.getMessage(), "see whether it runs"));
    }
  }

  private Finding unusable(String found, String advice) {
    return named
        ? Finding.problem("runtime", found, advice)
        : Finding.warning("runtime", found, advice + "; or " + OWN);
  }

  private List<Finding> findings(RuntimeSurvey seen) {
    List<Finding> findings = new ArrayList<>();
    String who = seen.version().name() + " " + seen.version().version();
    findings.add(
        KnownHoles.judge("runtime", seen.version().name(), who + " answers at " + seen.socket()));
    findings.add(
        seen.objection()
            .map(reason -> unusable("cannot be given submissions: " + reason, "see the reason"))
            .orElseGet(() -> Finding.ok("runtime", "can be given submissions")));
    findings.add(
        seen.leadsNowhere()
            ? Finding.ok("network", "pods have none beside lo, as it should be")
            : Finding.warning(
                "network",
                "pods have a real one, or it cannot be told",
                "use Kriterion's null network there, or a containerd of Kriterion's own"));
    for (Seen handler : seen.handlers()) {
      String check = "handler " + handler.name();
      findings.add(
          handler
              .objection()
              .map(reason -> Finding.warning(check, reason, "install it, or remove the handler"))
              .orElseGet(() -> Finding.ok(check, "configured, its program is there")));
    }
    if (seen.handlers().isEmpty()) {
      findings.add(
          Finding.warning(
              "handlers",
              "the runtime does not tell which it has",
              "name one in the task, or use containerd 1.6 or later"));
    }
    return findings;
  }
}
