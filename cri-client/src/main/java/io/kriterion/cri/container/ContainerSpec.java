package io.kriterion.cri.container;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A container to be made in a pod sandbox. Immutable.
 *
 * <p>What is not asked for is safe: user and group 65534, no capabilities, {@code no_new_privs},
 * the runtime's default seccomp profile, a read-only root, a pid namespace of its own, and the
 * paths under /proc and /sys that Kubernetes hides or makes read-only.
 */
public final class ContainerSpec {

  /** User and group where none is given: Debian's {@code nobody} and {@code nogroup}. */
  public static final long NOBODY = 65_534;

  private final String name;
  private final String image;
  private final List<String> command;
  private final List<String> args;
  private final Map<String, String> env;
  private final @Nullable String workingDirectory;
  private final List<Mount> mounts;
  private final Map<String, String> labels;
  private final Resources resources;
  private final long user;
  private final long group;
  private final boolean stdin;
  private final boolean tty;

  private ContainerSpec(Builder builder) {
    name = builder.name;
    image = builder.image;
    command = builder.command;
    args = builder.args;
    env = builder.env;
    workingDirectory = builder.workingDirectory;
    mounts = builder.mounts;
    labels = builder.labels;
    resources = builder.resources;
    user = builder.user;
    group = builder.group;
    stdin = builder.stdin;
    tty = builder.tty;
  }

  /**
   * Starts a spec.
   *
   * @param name the container's name, unique in its sandbox, not empty
   * @param image the id or a reference of an image that the runtime has; creating does not pull
   */
  public static Builder builder(String name, String image) {
    return new Builder(name, image);
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** The image's id or reference. */
  public String image() {
    return image;
  }

  /** The command; empty means the image's entry point. */
  public List<String> command() {
    return command;
  }

  /** The arguments; empty means the image's, where the command is the image's too. */
  public List<String> args() {
    return args;
  }

  /** Environment variables in their order, on top of the image's. */
  public Map<String, String> env() {
    return env;
  }

  /** The working directory; absent means the image's. */
  public Optional<String> workingDirectory() {
    return Optional.ofNullable(workingDirectory);
  }

  /** What is bound into the container, in order. */
  public List<Mount> mounts() {
    return mounts;
  }

  /** The labels: what listings filter by. */
  public Map<String, String> labels() {
    return labels;
  }

  /** What the container may use. */
  public Resources resources() {
    return resources;
  }

  /** The user id of its main process and of every exec. */
  public long user() {
    return user;
  }

  /** The group id of its main process and of every exec. */
  public long group() {
    return group;
  }

  /** Whether its main process has a standard input that can be attached to. */
  public boolean stdin() {
    return stdin;
  }

  /** Whether its main process has a terminal. */
  public boolean tty() {
    return tty;
  }

  /** Collects a spec. Not thread-safe. */
  public static final class Builder {

    private final String name;
    private final String image;
    private List<String> command = List.of();
    private List<String> args = List.of();
    private Map<String, String> env = Map.of();
    private @Nullable String workingDirectory;
    private List<Mount> mounts = List.of();
    private Map<String, String> labels = Map.of();
    private Resources resources = Resources.UNLIMITED;
    private long user = NOBODY;
    private long group = NOBODY;
    private boolean stdin;
    private boolean tty;

    private Builder(String name, String image) {
      this.name = notEmpty("name", name);
      this.image = notEmpty("image", image);
    }

    /** Replaces the image's entry point. */
    @CanIgnoreReturnValue
    public Builder command(List<String> command) {
      this.command = List.copyOf(command);
      return this;
    }

    /** Replaces the image's arguments. */
    @CanIgnoreReturnValue
    public Builder args(List<String> args) {
      this.args = List.copyOf(args);
      return this;
    }

    /** Replaces the environment variables. Names are not empty and hold no {@code =}. */
    @CanIgnoreReturnValue
    public Builder env(Map<String, String> env) {
      for (String variable : env.keySet()) {
        if (variable.isEmpty() || variable.indexOf('=') >= 0) {
          throw new IllegalArgumentException(
              "env: \"" + variable + "\" (expected: a name without '=')");
        }
      }
      this.env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
      return this;
    }

    /** The working directory, absolute. The runtime makes it if the image does not have it. */
    @CanIgnoreReturnValue
    public Builder workingDirectory(String workingDirectory) {
      if (!workingDirectory.startsWith("/")) {
        throw new IllegalArgumentException(
            "workingDirectory: \"" + workingDirectory + "\" (expected: an absolute path)");
      }
      this.workingDirectory = workingDirectory;
      return this;
    }

    /** Replaces the mounts. */
    @CanIgnoreReturnValue
    public Builder mounts(List<Mount> mounts) {
      this.mounts = List.copyOf(mounts);
      return this;
    }

    /** Replaces the labels. */
    @CanIgnoreReturnValue
    public Builder labels(Map<String, String> labels) {
      this.labels = Map.copyOf(labels);
      return this;
    }

    /** What the container may use; no limits where it is not called. */
    @CanIgnoreReturnValue
    public Builder resources(Resources resources) {
      this.resources = requireNonNull(resources, "resources");
      return this;
    }

    /**
     * Who runs in the container.
     *
     * @param user 1..2147483647
     * @param group 1..2147483647
     */
    @CanIgnoreReturnValue
    public Builder user(long user, long group) {
      this.user = notRoot("user", user);
      this.group = notRoot("group", group);
      return this;
    }

    /**
     * Runs the container as root. Its capabilities stay dropped, but what it writes on the host is
     * root's. Never for untrusted programs.
     */
    @CanIgnoreReturnValue
    public Builder unsafeRootUser() {
      this.user = 0;
      this.group = 0;
      return this;
    }

    /** Gives the main process a standard input. */
    @CanIgnoreReturnValue
    public Builder stdin(boolean stdin) {
      this.stdin = stdin;
      return this;
    }

    /** Gives the main process a terminal. */
    @CanIgnoreReturnValue
    public Builder tty(boolean tty) {
      this.tty = tty;
      return this;
    }

    /** The finished spec. */
    public ContainerSpec build() {
      return new ContainerSpec(this);
    }

    private static String notEmpty(String what, String value) {
      requireNonNull(value, what);
      if (value.isEmpty()) {
        throw new IllegalArgumentException(what + ": \"\" (expected: not empty)");
      }
      return value;
    }

    private static long notRoot(String what, long id) {
      if (id < 1 || id > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            what + ": " + id + " (expected: 1..2147483647; for 0 see unsafeRootUser)");
      }
      return id;
    }
  }
}
