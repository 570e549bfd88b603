package io.kriterion.grader.web;

import io.kriterion.grader.text.Printable;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something that must be well for a node to work.
 *
 * @param name one word, shown to whoever asks
 * @param problem looks at it: one line of what is wrong, or empty; blocks for a second at the most,
 *     may be called by many threads
 */
public record Check(String name, Supplier<Optional<String>> problem) {

  /* What is wrong now; a check that fails is a problem too. */
  Optional<String> look() {
    try {
      return problem.get().map(Printable::oneLine);
    } catch (RuntimeException e) {
      return Optional.of(Printable.oneLine("cannot be checked: " + e.getMessage()));
    }
  }
}
