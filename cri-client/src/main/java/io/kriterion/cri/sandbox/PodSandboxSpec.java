package io.kriterion.cri.sandbox;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.kriterion.cri.security.Confinement;
import io.kriterion.cri.security.UserNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod sandbox to be made. Immutable.
 *
 * <p>What is not asked for is safe: a network namespace of its own, a pid namespace per container,
 * the runtime's default seccomp profile, a user that is not root, a read-only root, no privileges.
 * The runtime refuses a second sandbox with the same name, uid, namespace and attempt.
 *
 * <p>A long file: one accessor and one setter for each thing that can be said.
 */
public final class PodSandboxSpec {

  private final String name;
  private final String uid;
  private final String namespace;
  private final int attempt;
  private final String hostname;
  private final Map<String, String> labels;
  private final Map<String, String> annotations;
  private final @Nullable String cgroupParent;
  private final @Nullable String handler;
  private final NetworkMode network;
  private final @Nullable Path logDirectory;
  private final PidMode pid;
  private final boolean nodeIpc;
  private final @Nullable UserNamespace userNamespace;
  private final Confinement confinement;
  private final Map<String, String> sysctls;
  private final Dns dns;
  private final List<PortMapping> portMappings;

  private PodSandboxSpec(Builder builder) {
    name = builder.name;
    uid = builder.uid == null ? builder.name : builder.uid;
    namespace = builder.namespace;
    attempt = builder.attempt;
    network = builder.network;
    hostname = hostnameOf(builder);
    labels = Map.copyOf(builder.labels);
    annotations = Map.copyOf(builder.annotations);
    cgroupParent = builder.cgroupParent;
    handler = builder.handler;
    logDirectory = builder.logDirectory;
    pid = builder.pid;
    nodeIpc = builder.nodeIpc;
    userNamespace = builder.userNamespace;
    confinement = builder.confinement;
    sysctls = builder.sysctls;
    dns = builder.dns;
    portMappings = builder.portMappings;
  }

  private static String hostnameOf(Builder builder) {
    if (builder.network == NetworkMode.NODE) {
      if (builder.hostname != null) {
        throw new IllegalArgumentException(
            "hostname: \"" + builder.hostname + "\" (expected: none on the node's network)");
      }
      return "";
    }
    return builder.hostname == null ? "sandbox" : builder.hostname;
  }

  /**
   * Starts a spec.
   *
   * @param name the sandbox's name, not empty
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** The uid; the name where none was given. */
  public String uid() {
    return uid;
  }

  /** The Kubernetes-style namespace, {@code default} where none was given. */
  public String namespace() {
    return namespace;
  }

  /** How many tries came before this one, 0 or more. */
  public int attempt() {
    return attempt;
  }

  /** The host name inside, {@code sandbox} by default; empty on the node's network. */
  public String hostname() {
    return hostname;
  }

  /** The labels: what listings filter by. */
  public Map<String, String> labels() {
    return labels;
  }

  /** The annotations: stored, and given to the handler where its configuration says so. */
  public Map<String, String> annotations() {
    return annotations;
  }

  /** The cgroup below which the sandbox's cgroups are made. */
  public Optional<String> cgroupParent() {
    return Optional.ofNullable(cgroupParent);
  }

  /** The runtime handler; absent means the runtime's default. */
  public Optional<String> handler() {
    return Optional.ofNullable(handler);
  }

  /** Whose network the sandbox sees. */
  public NetworkMode network() {
    return network;
  }

  /** The directory on the host for the containers' log files; absent means no logs. */
  public Optional<Path> logDirectory() {
    return Optional.ofNullable(logDirectory);
  }

  /** Whose processes its containers see. */
  public PidMode pid() {
    return pid;
  }

  /** Whether its containers see the host's System V IPC and shared memory. */
  public boolean nodeIpc() {
    return nodeIpc;
  }

  /** Its own user namespace; absent means the host's users. */
  public Optional<UserNamespace> userNamespace() {
    return Optional.ofNullable(userNamespace);
  }

  /** What holds the sandbox's own process. */
  public Confinement confinement() {
    return confinement;
  }

  /** Kernel parameters of its namespaces. */
  public Map<String, String> sysctls() {
    return sysctls;
  }

  /** How its containers resolve names. */
  public Dns dns() {
    return dns;
  }

  /** Ports of the host that lead to it. */
  public List<PortMapping> portMappings() {
    return portMappings;
  }

  /** Collects a spec. Not thread-safe. */
  public static final class Builder {

    private final String name;
    private @Nullable String uid;
    private String namespace = "default";
    private int attempt;
    private @Nullable String hostname;
    private Map<String, String> labels = Map.of();
    private Map<String, String> annotations = Map.of();
    private @Nullable String cgroupParent;
    private @Nullable String handler;
    private NetworkMode network = NetworkMode.POD;
    private @Nullable Path logDirectory;
    private PidMode pid = PidMode.CONTAINER;
    private boolean nodeIpc;
    private @Nullable UserNamespace userNamespace;
    private Confinement confinement = Confinement.DEFAULT;
    private Map<String, String> sysctls = Map.of();
    private Dns dns = Dns.OF_THE_HOST;
    private List<PortMapping> portMappings = List.of();

    private Builder(String name) {
      this.name = notEmpty("name", name);
    }

    /** Tells sandboxes of the same name apart; the name where it is not called. */
    @CanIgnoreReturnValue
    public Builder uid(String uid) {
      this.uid = notEmpty("uid", uid);
      return this;
    }

    /** The Kubernetes-style namespace, {@code default} where it is not called. */
    @CanIgnoreReturnValue
    public Builder namespace(String namespace) {
      this.namespace = notEmpty("namespace", namespace);
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

    /** The host name inside: at most 63 letters, digits and {@code -}. */
    @CanIgnoreReturnValue
    public Builder hostname(String hostname) {
      if (!hostname.matches("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")) {
        throw new IllegalArgumentException(
            "hostname: \"" + hostname + "\" (expected: 1..63 letters, digits, '-')");
      }
      this.hostname = hostname;
      return this;
    }

    /** Replaces the labels. */
    @CanIgnoreReturnValue
    public Builder labels(Map<String, String> labels) {
      this.labels = Map.copyOf(labels);
      return this;
    }

    /** Replaces the annotations. */
    @CanIgnoreReturnValue
    public Builder annotations(Map<String, String> annotations) {
      this.annotations = Map.copyOf(annotations);
      return this;
    }

    /**
     * The cgroup below which the sandbox's cgroups are made, as an absolute path in the cgroup
     * hierarchy ({@code /kriterion/task-7}). With systemd's cgroup driver it is a slice's name.
     */
    @CanIgnoreReturnValue
    public Builder cgroupParent(String cgroupParent) {
      this.cgroupParent = notEmpty("cgroupParent", cgroupParent);
      return this;
    }

    /** The runtime handler by its name in the runtime's configuration. */
    @CanIgnoreReturnValue
    public Builder handler(String handler) {
      this.handler = notEmpty("handler", handler);
      return this;
    }

    /**
     * Puts the sandbox on the host's own network: whatever runs in it reaches every service of the
     * host, those on loopback included.
     */
    @CanIgnoreReturnValue
    public Builder unsafeNodeNetwork() {
      this.network = NetworkMode.NODE;
      return this;
    }

    /** The absolute directory on the host for the containers' log files. */
    @CanIgnoreReturnValue
    public Builder logDirectory(Path logDirectory) {
      if (!logDirectory.isAbsolute()) {
        throw new IllegalArgumentException(
            "logDirectory: " + logDirectory + " (expected: an absolute path)");
      }
      this.logDirectory = logDirectory;
      return this;
    }

    /** Lets its containers see and signal one another's processes. */
    @CanIgnoreReturnValue
    public Builder sharedPid() {
      this.pid = PidMode.POD;
      return this;
    }

    /** Lets its containers see, and as root signal, all processes of the host. */
    @CanIgnoreReturnValue
    public Builder unsafeNodePid() {
      this.pid = PidMode.NODE;
      return this;
    }

    /** Gives its containers the host's System V IPC and shared memory. */
    @CanIgnoreReturnValue
    public Builder unsafeNodeIpc() {
      this.nodeIpc = true;
      return this;
    }

    /** A user namespace of its own. Refused where the runtime cannot. */
    @CanIgnoreReturnValue
    public Builder userNamespace(UserNamespace userNamespace) {
      this.userNamespace = requireNonNull(userNamespace, "userNamespace");
      return this;
    }

    /** What holds the sandbox's own process; the safe one where it is not called. */
    @CanIgnoreReturnValue
    public Builder confinement(Confinement confinement) {
      this.confinement = requireNonNull(confinement, "confinement");
      return this;
    }

    /** Kernel parameters of its namespaces, for example {@code net.core.somaxconn}. */
    @CanIgnoreReturnValue
    public Builder sysctls(Map<String, String> sysctls) {
      this.sysctls = Map.copyOf(sysctls);
      return this;
    }

    /** How its containers resolve names; as the host does where it is not called. */
    @CanIgnoreReturnValue
    public Builder dns(Dns dns) {
      this.dns = requireNonNull(dns, "dns");
      return this;
    }

    /** Ports of the host that lead to it. */
    @CanIgnoreReturnValue
    public Builder portMappings(List<PortMapping> portMappings) {
      this.portMappings = List.copyOf(portMappings);
      return this;
    }

    /**
     * The finished spec.
     *
     * @throws IllegalArgumentException if a host name was given on the node's network
     */
    public PodSandboxSpec build() {
      return new PodSandboxSpec(this);
    }

    private static String notEmpty(String what, String value) {
      requireNonNull(value, what);
      if (value.isEmpty()) {
        throw new IllegalArgumentException(what + ": \"\" (expected: not empty)");
      }
      return value;
    }
  }
}
