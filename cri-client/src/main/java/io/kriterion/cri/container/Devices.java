package io.kriterion.cri.container;

import java.util.List;

/**
 * Devices of the host for a container.
 *
 * @param nodes device files
 * @param cdi names of the Container Device Interface ({@code vendor/class=name}); refused where the
 *     runtime cannot
 */
public record Devices(List<Node> nodes, List<String> cdi) {

  /** None but those that every container has ({@code /dev/null} and its like). */
  public static final Devices NONE = new Devices(List.of(), List.of());

  /**
   * One device file.
   *
   * @param hostPath absolute, on the host
   * @param containerPath absolute, in the container
   * @param permissions some of {@code r}, {@code w}, {@code m} (making the file)
   */
  public record Node(String hostPath, String containerPath, String permissions) {

    /** Checks paths and permissions. */
    public Node {
      if (!hostPath.startsWith("/") || !containerPath.startsWith("/")) {
        throw new IllegalArgumentException(
            "device: " + hostPath + " at " + containerPath + " (expected: absolute paths)");
      }
      if (!permissions.matches("r?w?m?") || permissions.isEmpty()) {
        throw new IllegalArgumentException(
            "permissions: \"" + permissions + "\" (expected: some of rwm, in that order)");
      }
    }
  }

  /** Copies the lists. */
  public Devices {
    nodes = List.copyOf(nodes);
    cdi = List.copyOf(cdi);
  }
}
