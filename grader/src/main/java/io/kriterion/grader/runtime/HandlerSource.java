package io.kriterion.grader.runtime;

import java.util.List;
import java.util.Optional;

/** Looks at the runtime for its handlers: cheap, without a sandbox. */
@FunctionalInterface
public interface HandlerSource {

  /**
   * A handler that the runtime has configured.
   *
   * @param name its name
   * @param objection why it cannot work, as far as that can be seen from outside; one line
   */
  record Seen(String name, Optional<String> objection) {}

  /**
   * The handlers, in the runtime's order. Blocks until the runtime answers, at most as long as a
   * call to it may take.
   *
   * @throws io.kriterion.cri.error.CriException if it does not
   */
  List<Seen> look();
}
