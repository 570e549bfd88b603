package io.kriterion.cri.security;

/** A seccomp or AppArmor profile. */
public sealed interface SecurityProfile {

  /** The runtime's own profile. */
  record RuntimeDefault() implements SecurityProfile {}

  /**
   * A profile of the host.
   *
   * @param reference for seccomp the absolute path of a file on the host, for AppArmor the name of
   *     a loaded profile; not empty
   */
  record Localhost(String reference) implements SecurityProfile {

    /** Checks that there is one. */
    public Localhost {
      if (reference.isEmpty()) {
        throw new IllegalArgumentException("profile: \"\" (expected: a path or a name)");
      }
    }
  }

  /** No profile: every system call, every file. Never for untrusted programs. */
  record Unconfined() implements SecurityProfile {}
}
