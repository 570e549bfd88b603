package io.kriterion.cri.security;

import java.util.List;

/**
 * A user namespace of the pod's own: root inside is nobody outside.
 *
 * @param uids the user ids, one mapping or more, id 0 inside among them; containerd takes exactly
 *     one
 * @param gids the group ids, as many
 */
public record UserNamespace(List<IdMapping> uids, List<IdMapping> gids) {

  /** Copies the lists and checks that each says who root is. */
  public UserNamespace {
    uids = List.copyOf(uids);
    gids = List.copyOf(gids);
    if (uids.isEmpty() || gids.isEmpty()) {
      throw new IllegalArgumentException(
          "userNamespace: " + uids + ", " + gids + " (expected: a mapping of each)");
    }
    rootIsMapped("uids", uids);
    rootIsMapped("gids", gids);
  }

  private static void rootIsMapped(String what, List<IdMapping> mappings) {
    if (mappings.stream().noneMatch(mapping -> mapping.containerId() == 0)) {
      throw new IllegalArgumentException(
          what + ": " + mappings + " (expected: one that begins with containerId 0)");
    }
  }
}
