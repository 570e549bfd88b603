package io.kriterion.grader.runtime;

import java.time.Duration;
import java.util.Optional;

/** What is known of a runtime handler at a moment. */
public sealed interface HandlerState {

  /** It may be given a sandbox. */
  record Usable() implements HandlerState {}

  /** The runtime does not have it. */
  record Missing() implements HandlerState {}

  /**
   * It failed, or cannot work.
   *
   * @param reason why, in one line
   * @param rest how long it is left alone, more than zero; empty for as long as the reason holds
   */
  record Sick(String reason, Optional<Duration> rest) implements HandlerState {}
}
