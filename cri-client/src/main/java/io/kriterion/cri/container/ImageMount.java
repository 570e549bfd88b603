package io.kriterion.cri.container;

/**
 * The files of an image that the runtime has, read-only in a container. Refused where the runtime
 * cannot.
 *
 * @param image the image's id or reference, not empty
 * @param subPath a directory in the image, relative; empty for the whole image
 * @param containerPath absolute, in the container
 */
public record ImageMount(String image, String subPath, String containerPath) {

  /** Checks the paths. */
  public ImageMount {
    if (image.isEmpty()) {
      throw new IllegalArgumentException("image: \"\" (expected: not empty)");
    }
    if (subPath.startsWith("/")) {
      throw new IllegalArgumentException("subPath: \"" + subPath + "\" (expected: relative)");
    }
    if (!containerPath.startsWith("/")) {
      throw new IllegalArgumentException(
          "containerPath: \"" + containerPath + "\" (expected: an absolute path)");
    }
  }
}
