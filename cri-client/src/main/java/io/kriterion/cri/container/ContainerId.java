package io.kriterion.cri.container;

import static java.util.Objects.requireNonNull;

/**
 * The id that the runtime gave to a container.
 *
 * @param value the id, or a prefix of it that is unique in the runtime; letters, digits, {@code _ .
 *     -}
 */
public record ContainerId(String value) {

  /** Checks the characters. */
  public ContainerId {
    requireNonNull(value, "value");
    if (!value.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw new IllegalArgumentException(
          "container id: \"" + value + "\" (expected: letters, digits, '_', '.', '-')");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
