package io.kriterion.cri.security;

import java.util.List;

/**
 * A user namespace of the pod's own: root inside is nobody outside.
 *
 * @param uids the user ids, one mapping or more; containerd takes exactly one
 * @param gids the group ids, as many
 */
public record UserNamespace(List<IdMapping> uids, List<IdMapping> gids) {

  /** Copies the lists and checks that neither is empty. */
  public UserNamespace {
    uids = List.copyOf(uids);
    gids = List.copyOf(gids);
    if (uids.isEmpty() || gids.isEmpty()) {
      throw new IllegalArgumentException(
          "userNamespace: " + uids + ", " + gids + " (expected: a mapping of each)");
    }
  }
}
