package io.kriterion.cri.error;

import static java.util.Objects.requireNonNull;

/**
 * How a call ended, as gRPC tells it.
 *
 * @param grpcStatus the name of gRPC's status code, for example {@code UNKNOWN} or {@code
 *     NOT_FOUND}
 * @param text the runtime's own words, or this side's if the call got no answer
 */
public record RuntimeAnswer(String grpcStatus, String text) {

  /** Checks that both are there. */
  public RuntimeAnswer {
    requireNonNull(grpcStatus, "grpcStatus");
    requireNonNull(text, "text");
  }
}
