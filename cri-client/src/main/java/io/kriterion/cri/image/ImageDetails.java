package io.kriterion.cri.image;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that the runtime says of one image.
 *
 * @param image what a status without details says
 * @param userId the user it names, if as a number
 * @param userName the user it names, if by name; empty otherwise
 * @param pinned whether the runtime's users ask not to remove it
 * @param config its configuration, where the runtime tells
 * @param info the runtime's own words by key, mostly JSON; not of a fixed form
 */
public record ImageDetails(
    ImageInfo image,
    OptionalLong userId,
    String userName,
    boolean pinned,
    Optional<ImageConfig> config,
    Map<String, String> info) {

  /** Copies the map. */
  public ImageDetails {
    info = Map.copyOf(info);
  }
}
