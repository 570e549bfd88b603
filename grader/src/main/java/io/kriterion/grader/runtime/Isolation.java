package io.kriterion.grader.runtime;

import java.util.Optional;

/** What stands between a submission and the host's kernel. */
public enum Isolation {
  /** Namespaces and cgroups: the host's cgroup counters are those of the submission's processes. */
  SHARED_KERNEL("shared-kernel"),
  /** A kernel of the sandbox's own: the host's counters include that kernel. */
  OWN_KERNEL("own-kernel");

  private final String word;

  Isolation(String word) {
    this.word = word;
  }

  /** How the configuration writes it. */
  public String word() {
    return word;
  }

  /**
   * The isolation of a handler that the configuration says nothing of, told by its name. A name
   * that nobody knows counts as {@link #OWN_KERNEL}: the host's counters are not relied on then.
   *
   * @param handler the runtime handler's name, for example {@code runc}
   */
  public static Isolation of(String handler) {
    return known(handler).orElse(OWN_KERNEL);
  }

  /**
   * The isolation of a handler with a well-known name; empty for every other.
   *
   * @param handler the runtime handler's name, for example {@code runc}
   */
  static Optional<Isolation> known(String handler) {
    return switch (handler) {
      case "runc", "crun", "youki" -> Optional.of(SHARED_KERNEL);
      case "runsc", "gvisor", "kata" -> Optional.of(OWN_KERNEL);
      default -> handler.startsWith("kata-") ? Optional.of(OWN_KERNEL) : Optional.empty();
    };
  }
}
