package io.kriterion.grader.runtime;

/** What stands between a submission and the host's kernel, told by the handler's name. */
public enum Isolation {
  /** Namespaces and cgroups: the host's cgroup counters are those of the submission's processes. */
  SHARED_KERNEL,
  /** A kernel of the sandbox's own: the host's counters include that kernel. */
  OWN_KERNEL;

  /**
   * The isolation of a handler.
   *
   * @param handler the runtime handler's name, for example {@code runc}
   */
  public static Isolation of(String handler) {
    return switch (handler) {
      case "runc", "crun", "youki" -> SHARED_KERNEL;
      default -> OWN_KERNEL;
    };
  }
}
