package io.kriterion.cri.container;

import static java.util.Objects.requireNonNull;

import io.kriterion.cri.security.IdMapping;
import java.util.List;
import java.util.Set;

/**
 * How a mount behaves beyond being read-only or not.
 *
 * @param propagation whether mounts made later below it pass between host and container
 * @param recursiveReadOnly whether what is mounted below is read-only too; refused where the
 *     runtime cannot
 * @param selinuxRelabel whether the host's files get the container's SELinux label
 * @param uidMappings user ids shifted on the way; refused where the runtime cannot
 * @param gidMappings group ids shifted on the way
 * @param flags {@code noexec}, {@code nodev}, {@code nosuid}; refused where the runtime cannot
 */
public record MountOptions(
    Propagation propagation,
    boolean recursiveReadOnly,
    boolean selinuxRelabel,
    List<IdMapping> uidMappings,
    List<IdMapping> gidMappings,
    Set<String> flags) {

  private static final Set<String> FLAGS = Set.of("noexec", "nodev", "nosuid");

  /** Nothing passes, nothing is changed. */
  public static final MountOptions DEFAULT =
      new MountOptions(Propagation.PRIVATE, false, false, List.of(), List.of(), Set.of());

  /** Where mounts made later show. */
  public enum Propagation {
    /** Nowhere else. */
    PRIVATE,
    /** Those of the host show in the container. */
    HOST_TO_CONTAINER,
    /** Those of the container show on the host too. Only for privileged containers. */
    BIDIRECTIONAL
  }

  /** Copies the collections and checks the flags. */
  public MountOptions {
    requireNonNull(propagation, "propagation");
    uidMappings = List.copyOf(uidMappings);
    gidMappings = List.copyOf(gidMappings);
    flags = Set.copyOf(flags);
    if (!FLAGS.containsAll(flags)) {
      throw new IllegalArgumentException("flags: " + flags + " (expected: some of " + FLAGS + ")");
    }
    if (recursiveReadOnly && propagation != Propagation.PRIVATE) {
      throw new IllegalArgumentException(
          "propagation: " + propagation + " (expected: PRIVATE when recursively read-only)");
    }
  }

  /** A copy with another propagation. */
  public MountOptions withPropagation(Propagation propagation) {
    return new MountOptions(
        propagation, recursiveReadOnly, selinuxRelabel, uidMappings, gidMappings, flags);
  }

  /** A copy that makes what is mounted below read-only too. */
  public MountOptions withRecursiveReadOnly() {
    return new MountOptions(propagation, true, selinuxRelabel, uidMappings, gidMappings, flags);
  }

  /** A copy that labels the host's files for SELinux. */
  public MountOptions withSelinuxRelabel() {
    return new MountOptions(propagation, recursiveReadOnly, true, uidMappings, gidMappings, flags);
  }

  /** A copy that shifts ids. */
  public MountOptions withIdMappings(List<IdMapping> uids, List<IdMapping> gids) {
    return new MountOptions(propagation, recursiveReadOnly, selinuxRelabel, uids, gids, flags);
  }

  /** A copy with other flags. */
  public MountOptions withFlags(Set<String> flags) {
    return new MountOptions(
        propagation, recursiveReadOnly, selinuxRelabel, uidMappings, gidMappings, flags);
  }
}
