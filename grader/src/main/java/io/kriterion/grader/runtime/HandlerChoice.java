package io.kriterion.grader.runtime;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.util.List;
import java.util.Optional;

/** Chooses the runtime handler for a task among those that the runtime has. */
public final class HandlerChoice {

  /* Where a task does not care: the one with the longest record first. */
  private static final List<String> PREFERRED = List.of("runc", "crun");

  private HandlerChoice() {}

  /**
   * The handler to use.
   *
   * @param available what the runtime has configured
   * @param wish what is asked for; empty means any
   * @throws GraderException when the wish is not available, or nothing is
   */
  public static String choose(List<String> available, Optional<String> wish) {
    if (available.isEmpty()) {
      throw new GraderException(
          FailureClass.RUNTIME,
          "the runtime has no handler; install one: apt-get install runc crun");
    }
    if (wish.isPresent()) {
      if (available.contains(wish.get())) {
        return wish.get();
      }
      throw new GraderException(
          FailureClass.TASK,
          "runtime handler %s is not configured here; ask for one of: %s"
              .formatted(wish.get(), String.join(", ", available)));
    }
    return PREFERRED.stream()
        .filter(available::contains)
        .findFirst()
        .orElseGet(available::getFirst);
  }
}
