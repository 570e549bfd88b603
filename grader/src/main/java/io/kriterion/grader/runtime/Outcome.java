package io.kriterion.grader.runtime;

import java.util.List;
import java.util.Optional;

/** What a rule of the policy says of the tasks that it applies to. */
public sealed interface Outcome {

  /**
   * They run.
   *
   * @param handlers the runtime handlers in the order of preference; the last may be {@code any}
   * @param mayAsk the handlers that a task may ask for; empty where every one may be that is not
   *     weaker than the first of {@code handlers}. That first one may always be asked for.
   */
  record Use(List<String> handlers, Optional<List<String>> mayAsk) implements Outcome {
    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is no handler, one comes twice, or {@code any} is
     *     not the last
     */
    public Use {
      handlers = List.copyOf(handlers);
      mayAsk = mayAsk.map(List::copyOf);
      if (handlers.isEmpty()) {
        throw new IllegalArgumentException("no handler (expected: one or more)");
      }
      if (handlers.stream().distinct().count() < handlers.size()) {
        throw new IllegalArgumentException("a handler comes twice (expected: once)");
      }
      if (handlers.subList(0, handlers.size() - 1).contains(RuntimePolicy.ANY)) {
        throw new IllegalArgumentException("any is not the last (nothing after it is ever used)");
      }
    }
  }

  /**
   * They are refused.
   *
   * @param reason why, in one line for the task's author
   */
  record Refuse(String reason) implements Outcome {}
}
