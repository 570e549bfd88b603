package io.kriterion.cri.image;

import java.util.List;

/**
 * An image that the runtime has.
 *
 * @param id what the runtime knows it by
 * @param tags the names with tags that mean it
 * @param digests the names with digests that mean it
 * @param sizeBytes its size on the runtime's disk, as the runtime counts
 */
public record ImageInfo(ImageId id, List<String> tags, List<String> digests, long sizeBytes) {

  /** Copies the lists. */
  public ImageInfo {
    tags = List.copyOf(tags);
    digests = List.copyOf(digests);
  }
}
