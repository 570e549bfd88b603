package io.kriterion.grader.runtime;

import io.kriterion.grader.task.ByteSize;
import java.util.Optional;

/**
 * What the configuration says of a runtime handler; what is empty is taken from the handler's name
 * and the runtime.
 *
 * @param isolation see {@link HandlerSettings}
 * @param overhead see {@link HandlerSettings}
 * @param attach see {@link HandlerSettings}
 */
public record HandlerOverrides(
    Optional<Isolation> isolation, Optional<ByteSize> overhead, Optional<Boolean> attach) {

  /** Nothing is said. */
  public static final HandlerOverrides NONE =
      new HandlerOverrides(Optional.empty(), Optional.empty(), Optional.empty());

  /** {@code settings} with what is said here in place of its own. */
  HandlerSettings over(HandlerSettings settings) {
    return new HandlerSettings(
        isolation.orElse(settings.isolation()),
        overhead.orElse(settings.overhead()),
        attach.orElse(settings.attach()));
  }
}
