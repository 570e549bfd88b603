package io.kriterion.cri.security;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What holds a pod sandbox or a container, beyond its user and its namespaces. Immutable. What is
 * not asked for is safe: the runtime's seccomp and AppArmor profiles, no further groups, not
 * privileged.
 */
public final class Confinement {

  /** The safe one. */
  public static final Confinement DEFAULT = builder().build();

  private final SecurityProfile seccomp;
  private final @Nullable SecurityProfile apparmor;
  private final @Nullable SelinuxLabel selinux;
  private final List<Long> supplementalGroups;
  private final boolean strictGroups;
  private final boolean privileged;

  private Confinement(Builder builder) {
    seccomp = builder.seccomp;
    apparmor = builder.apparmor;
    selinux = builder.selinux;
    supplementalGroups = builder.supplementalGroups;
    strictGroups = builder.strictGroups;
    privileged = builder.privileged;
  }

  /** Starts from the safe one. */
  public static Builder builder() {
    return new Builder();
  }

  /** The seccomp profile. */
  public SecurityProfile seccomp() {
    return seccomp;
  }

  /** The AppArmor profile; absent leaves it to the runtime, which has none without AppArmor. */
  public Optional<SecurityProfile> apparmor() {
    return Optional.ofNullable(apparmor);
  }

  /** The SELinux label; absent leaves it to the runtime. */
  public Optional<SelinuxLabel> selinux() {
    return Optional.ofNullable(selinux);
  }

  /** Groups beside the first one. */
  public List<Long> supplementalGroups() {
    return supplementalGroups;
  }

  /** Whether the groups are these alone, without those of the image's /etc/group. */
  public boolean strictGroups() {
    return strictGroups;
  }

  /** Whether it is as good as root on the host. */
  public boolean privileged() {
    return privileged;
  }

  /** Collects a confinement. Not thread-safe. */
  public static final class Builder {

    private SecurityProfile seccomp = new SecurityProfile.RuntimeDefault();
    private @Nullable SecurityProfile apparmor;
    private @Nullable SelinuxLabel selinux;
    private List<Long> supplementalGroups = List.of();
    private boolean strictGroups;
    private boolean privileged;

    private Builder() {}

    /**
     * The seccomp profile of a file on the host.
     *
     * @param path absolute, on the runtime's host
     */
    @CanIgnoreReturnValue
    public Builder seccomp(String path) {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException(
            "seccomp: \"" + path + "\" (expected: an absolute path)");
      }
      this.seccomp = new SecurityProfile.Localhost(path);
      return this;
    }

    /** Every system call allowed. Never for untrusted programs. */
    @CanIgnoreReturnValue
    public Builder unsafeNoSeccomp() {
      this.seccomp = new SecurityProfile.Unconfined();
      return this;
    }

    /**
     * The AppArmor profile that is loaded under this name. For a container; containerd ignores a
     * sandbox's own before 1.7, and any where it is configured without AppArmor.
     */
    @CanIgnoreReturnValue
    public Builder apparmor(String profile) {
      this.apparmor = new SecurityProfile.Localhost(profile);
      return this;
    }

    /** Asks for the runtime's AppArmor profile; fails on a host without AppArmor. */
    @CanIgnoreReturnValue
    public Builder apparmorDefault() {
      this.apparmor = new SecurityProfile.RuntimeDefault();
      return this;
    }

    /** No AppArmor profile. Never for untrusted programs. */
    @CanIgnoreReturnValue
    public Builder unsafeNoApparmor() {
      this.apparmor = new SecurityProfile.Unconfined();
      return this;
    }

    /** The SELinux label. */
    @CanIgnoreReturnValue
    public Builder selinux(SelinuxLabel label) {
      this.selinux = requireNonNull(label, "label");
      return this;
    }

    /**
     * Groups beside the first one, with those that the image's /etc/group gives the user.
     *
     * @param groups each 1..2147483647
     */
    @CanIgnoreReturnValue
    public Builder supplementalGroups(List<Long> groups) {
      for (long group : groups) {
        if (group < 1 || group > Integer.MAX_VALUE) {
          throw new IllegalArgumentException(
              "supplementalGroups: " + group + " (expected: 1..2147483647)");
        }
      }
      this.supplementalGroups = List.copyOf(groups);
      return this;
    }

    /** Leaves out the groups of the image's /etc/group. Refused where the runtime cannot. */
    @CanIgnoreReturnValue
    public Builder strictGroups() {
      this.strictGroups = true;
      return this;
    }

    /**
     * Takes all confinement away: all capabilities, all devices, no profiles. A program in it owns
     * the host. In a privileged pod sandbox it lets containers ask for the same.
     */
    @CanIgnoreReturnValue
    public Builder unsafePrivileged() {
      this.privileged = true;
      return this;
    }

    /** The finished confinement. */
    public Confinement build() {
      return new Confinement(this);
    }
  }
}
