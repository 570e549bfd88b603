package io.kriterion.cri.image;

import java.util.List;

/**
 * Where the runtime keeps its files.
 *
 * @param images file systems with images
 * @param containers file systems with containers' own layers, where the runtime tells them apart
 */
public record ImageFilesystems(List<FilesystemUsage> images, List<FilesystemUsage> containers) {

  /** Copies the lists. */
  public ImageFilesystems {
    images = List.copyOf(images);
    containers = List.copyOf(containers);
  }
}
