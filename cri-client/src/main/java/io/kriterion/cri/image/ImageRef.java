package io.kriterion.cri.image;

import static java.util.Objects.requireNonNull;

/**
 * How an image is asked for: a name with tag or digest, or an id.
 *
 * @param value not empty, without white space or control characters
 */
public record ImageRef(String value) {

  /** Checks the characters; whether such an image exists is the runtime's to say. */
  public ImageRef {
    requireNonNull(value, "value");
    if (value.isEmpty()
        || value.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      throw new IllegalArgumentException(
          "image: \"" + value.strip() + "\" (expected: a reference without white space)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
