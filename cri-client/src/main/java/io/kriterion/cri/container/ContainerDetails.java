package io.kriterion.cri.container;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that the runtime says of one container.
 *
 * @param status what a status without details says
 * @param attempt the attempt it was made with
 * @param image the image as it was asked for
 * @param imageReference the image as the runtime resolved it, with a digest where it has one
 * @param annotations its annotations
 * @param mounts what is bound into it (images as mounts left out)
 * @param logPath its log file on the host, empty if it has none
 * @param resources its limits; empty where the runtime does not tell
 * @param user who its main process runs as; empty where the runtime does not tell
 * @param info the runtime's own words by key, mostly JSON; not of a fixed form
 */
public record ContainerDetails(
    ContainerStatus status,
    int attempt,
    String image,
    String imageReference,
    Map<String, String> annotations,
    List<Mount> mounts,
    String logPath,
    Optional<Resources> resources,
    Optional<User> user,
    Map<String, String> info) {

  /**
   * Who a process runs as.
   *
   * @param uid the user id
   * @param gid the group id
   * @param supplementalGroups all further groups
   */
  public record User(long uid, long gid, List<Long> supplementalGroups) {

    /** Copies the list. */
    public User {
      supplementalGroups = List.copyOf(supplementalGroups);
    }
  }

  /** Copies lists and maps. */
  public ContainerDetails {
    annotations = Map.copyOf(annotations);
    mounts = List.copyOf(mounts);
    info = Map.copyOf(info);
  }
}
