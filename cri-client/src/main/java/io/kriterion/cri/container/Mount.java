package io.kriterion.cri.container;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A file or directory of the host, bound into a container.
 *
 * @param hostPath absolute; it must exist: containerd makes a directory of what does not
 * @param containerPath absolute, in the container
 * @param readOnly whether the container may only read (what is mounted below keeps its own mode,
 *     unless the options say otherwise)
 * @param options what else there is to say
 */
public record Mount(Path hostPath, String containerPath, boolean readOnly, MountOptions options) {

  /** Checks that both paths are absolute, and that options and mode agree. */
  public Mount {
    requireNonNull(options, "options");
    if (!hostPath.isAbsolute()) {
      throw new IllegalArgumentException("hostPath: " + hostPath + " (expected: an absolute path)");
    }
    if (!containerPath.startsWith("/")) {
      throw new IllegalArgumentException(
          "containerPath: \"" + containerPath + "\" (expected: an absolute path)");
    }
    if (options.recursiveReadOnly() && !readOnly) {
      throw new IllegalArgumentException("readOnly: false (expected: true when recursive)");
    }
  }

  /** A mount with the default options. */
  public Mount(Path hostPath, String containerPath, boolean readOnly) {
    this(hostPath, containerPath, readOnly, MountOptions.DEFAULT);
  }
}
