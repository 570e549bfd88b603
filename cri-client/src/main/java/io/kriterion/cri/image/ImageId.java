package io.kriterion.cri.image;

import static java.util.Objects.requireNonNull;

/**
 * What the runtime knows an image by, usually {@code sha256:} and 64 digits.
 *
 * @param value not empty
 */
public record ImageId(String value) {

  /** Checks that there is one. */
  public ImageId {
    requireNonNull(value, "value");
    if (value.isEmpty()) {
      throw new IllegalArgumentException("image id: \"\" (expected: not empty)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
