package io.kriterion.cri.container;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a container may do that the safe one may not. Immutable.
 *
 * @param capabilities capabilities it gets, without {@code CAP_}: with it containerd drops them
 *     silently
 * @param writableRoot whether it may write to its root, a layer on the host's disk that no CRI
 *     limit bounds
 * @param newPrivileges whether set-uid programs work
 * @param kernelPaths whether the paths under /proc and /sys that are hidden or read-only otherwise
 *     are as they are
 */
public record Privileges(
    Set<String> capabilities, boolean writableRoot, boolean newPrivileges, boolean kernelPaths) {

  /** None. */
  public static final Privileges NONE = new Privileges(Set.of(), false, false, false);

  /** Copies the set and checks the names. */
  public Privileges {
    capabilities = Set.copyOf(capabilities);
    for (String capability : new TreeSet<>(capabilities)) {
      if (!capability.matches("[A-Z_]+") || capability.startsWith("CAP_")) {
        throw new IllegalArgumentException(
            "capabilities: \"" + capability + "\" (expected: a name like NET_ADMIN, without CAP_)");
      }
    }
  }

  /** A copy that may write to its root. */
  public Privileges withWritableRoot() {
    return new Privileges(capabilities, true, newPrivileges, kernelPaths);
  }

  /** A copy with capabilities. Each one is a part of root's rights. */
  public Privileges unsafeWithCapabilities(Set<String> capabilities) {
    return new Privileges(capabilities, writableRoot, newPrivileges, kernelPaths);
  }

  /** A copy in which set-uid programs work. */
  public Privileges unsafeWithNewPrivileges() {
    return new Privileges(capabilities, writableRoot, true, kernelPaths);
  }

  /** A copy that sees all of /proc and /sys. */
  public Privileges unsafeWithKernelPaths() {
    return new Privileges(capabilities, writableRoot, newPrivileges, true);
  }
}
