package io.kriterion.cri.container;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.kriterion.cri.security.Confinement;
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
 *
 * <p>A long file: one accessor and one setter for each thing that can be said.
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
  private final @Nullable String userName;
  private final long group;
  private final boolean stdin;
  private final boolean tty;
  private final boolean stdinOnce;
  private final int attempt;
  private final Map<String, String> annotations;
  private final List<ImageMount> imageMounts;
  private final Devices devices;
  private final @Nullable String logPath;
  private final @Nullable String stopSignal;
  private final @Nullable ContainerId pidTarget;
  private final Confinement confinement;
  private final Privileges privileges;

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
    userName = builder.userName;
    group = builder.group;
    stdin = builder.stdin;
    tty = builder.tty;
    stdinOnce = builder.stdinOnce;
    attempt = builder.attempt;
    annotations = builder.annotations;
    imageMounts = builder.imageMounts;
    devices = builder.devices;
    logPath = builder.logPath;
    stopSignal = builder.stopSignal;
    pidTarget = builder.pidTarget;
    confinement = builder.confinement;
    privileges = builder.privileges;
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

  /** The user id of its main process and of every exec; without meaning where there is a name. */
  public long user() {
    return user;
  }

  /** The user's name in the image; absent means the id says who. */
  public Optional<String> userName() {
    return Optional.ofNullable(userName);
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

  /** Whether the standard input ends with the first attachment to it. */
  public boolean stdinOnce() {
    return stdinOnce;
  }

  /** How many tries came before this one, 0 or more. */
  public int attempt() {
    return attempt;
  }

  /** The annotations: stored, and given to the handler where its configuration says so. */
  public Map<String, String> annotations() {
    return annotations;
  }

  /** Images whose files the container sees. */
  public List<ImageMount> imageMounts() {
    return imageMounts;
  }

  /** Devices of the host. */
  public Devices devices() {
    return devices;
  }

  /** The log file, relative to the sandbox's log directory; absent means no log. */
  public Optional<String> logPath() {
    return Optional.ofNullable(logPath);
  }

  /** The signal that asks its main process to end; absent means the image's, else SIGTERM. */
  public Optional<String> stopSignal() {
    return Optional.ofNullable(stopSignal);
  }

  /** The container whose processes it sees; absent means as the sandbox says. */
  public Optional<ContainerId> pidTarget() {
    return Optional.ofNullable(pidTarget);
  }

  /** What holds it. */
  public Confinement confinement() {
    return confinement;
  }

  /** What it may do that the safe one may not. */
  public Privileges privileges() {
    return privileges;
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
    private @Nullable String userName;
    private long group = NOBODY;
    private boolean stdin;
    private boolean tty;
    private boolean stdinOnce;
    private int attempt;
    private Map<String, String> annotations = Map.of();
    private List<ImageMount> imageMounts = List.of();
    private Devices devices = Devices.NONE;
    private @Nullable String logPath;
    private @Nullable String stopSignal;
    private @Nullable ContainerId pidTarget;
    private Confinement confinement = Confinement.DEFAULT;
    private Privileges privileges = Privileges.NONE;

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
      this.userName = null;
      this.group = notRoot("group", group);
      return this;
    }

    /**
     * Who runs in the container, by a name. The image's /etc/passwd says which id that is, so
     * whoever made the image can make it root. Never with images of untrusted people.
     *
     * @param user not empty, without {@code :}, not a number
     * @param group 1..2147483647; the image's /etc/group may add others
     */
    @CanIgnoreReturnValue
    public Builder unsafeUserName(String user, long group) {
      // a runtime takes digits for an id, whatever the image says
      if (user.isEmpty() || user.indexOf(':') >= 0 || user.matches("[+-]?[0-9]+")) {
        throw new IllegalArgumentException(
            "user: \"" + user + "\" (expected: a name without ':'; for an id see user)");
      }
      this.userName = user;
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
      this.userName = null;
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

    /** Ends the standard input with the first attachment to it. */
    @CanIgnoreReturnValue
    public Builder stdinOnce(boolean stdinOnce) {
      this.stdinOnce = stdinOnce;
      return this;
    }

    /** How many tries came before this one, 0 or more. */
    @CanIgnoreReturnValue
    public Builder attempt(int attempt) {
      if (attempt < 0) {
        throw new IllegalArgumentException("attempt: " + attempt + " (expected: 0 or more)");
      }
      this.attempt = attempt;
      return this;
    }

    /** Replaces the annotations. */
    @CanIgnoreReturnValue
    public Builder annotations(Map<String, String> annotations) {
      this.annotations = Map.copyOf(annotations);
      return this;
    }

    /** Replaces the images whose files the container sees. */
    @CanIgnoreReturnValue
    public Builder imageMounts(List<ImageMount> imageMounts) {
      this.imageMounts = List.copyOf(imageMounts);
      return this;
    }

    /** Devices of the host: whoever may write to one may harm the host through its driver. */
    @CanIgnoreReturnValue
    public Builder unsafeDevices(Devices devices) {
      this.devices = requireNonNull(devices, "devices");
      return this;
    }

    /** The log file, relative to the sandbox's log directory, without {@code ..}. */
    @CanIgnoreReturnValue
    public Builder logPath(String logPath) {
      if (logPath.isEmpty() || logPath.startsWith("/") || logPath.matches("(.*/)?\\.\\.(/.*)?")) {
        throw new IllegalArgumentException(
            "logPath: \"" + logPath + "\" (expected: a relative path without ..)");
      }
      this.logPath = logPath;
      return this;
    }

    /**
     * The signal that asks its main process to end. Refused where the runtime cannot.
     *
     * @param stopSignal a name like {@code SIGINT} or {@code SIGRTMIN+3}
     */
    @CanIgnoreReturnValue
    public Builder stopSignal(String stopSignal) {
      if (!stopSignal.matches("SIG[A-Z]+[0-9]?([+-][0-9]{1,2})?")) {
        throw new IllegalArgumentException(
            "stopSignal: \"" + stopSignal + "\" (expected: a name like SIGINT)");
      }
      this.stopSignal = stopSignal;
      return this;
    }

    /** Lets it see, and with the same user signal and trace, another container's processes. */
    @CanIgnoreReturnValue
    public Builder unsafePidTarget(ContainerId container) {
      this.pidTarget = requireNonNull(container, "container");
      return this;
    }

    /** What holds it; the safe one where it is not called. */
    @CanIgnoreReturnValue
    public Builder confinement(Confinement confinement) {
      this.confinement = requireNonNull(confinement, "confinement");
      return this;
    }

    /** What it may do that the safe one may not; nothing where it is not called. */
    @CanIgnoreReturnValue
    public Builder privileges(Privileges privileges) {
      this.privileges = requireNonNull(privileges, "privileges");
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
