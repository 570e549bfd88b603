package io.kriterion.cri.container;

import java.nio.file.Path;

/**
 * A file or directory of the host, bound into a container.
 *
 * @param hostPath absolute; it must exist: containerd makes a directory of what does not
 * @param containerPath absolute, in the container
 * @param readOnly whether the container may only read (what is mounted below keeps its own mode)
 */
public record Mount(Path hostPath, String containerPath, boolean readOnly) {

  /** Checks that both paths are absolute. */
  public Mount {
    if (!hostPath.isAbsolute()) {
      throw new IllegalArgumentException("hostPath: " + hostPath + " (expected: an absolute path)");
    }
    if (!containerPath.startsWith("/")) {
      throw new IllegalArgumentException(
          "containerPath: \"" + containerPath + "\" (expected: an absolute path)");
    }
  }
}
