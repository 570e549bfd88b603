package io.kriterion.grader.node;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.runtime.RuntimeStatus;
import io.kriterion.grader.cgroup.Cgroups;
import io.kriterion.grader.config.NodeConfig;
import io.kriterion.grader.containerd.PrivateContainerd;
import io.kriterion.grader.containerd.PrivateContainerdOptions;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.PlanRequest;
import io.kriterion.grader.pipeline.Plans;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.pool.SandboxPool;
import io.kriterion.grader.runtime.HandlerHealth;
import io.kriterion.grader.runtime.HandlerSettings;
import io.kriterion.grader.runtime.RetryPolicy;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.sandbox.Leftovers;
import io.kriterion.grader.sandbox.RuntimeHost;
import io.kriterion.grader.sandbox.Workspaces;
import io.kriterion.grader.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime that a command uses: the one that the user named, else a private containerd that runs
 * already, else the system's containerd if it can serve, else a private one for this command alone.
 */
public final class RuntimeConnection implements AutoCloseable {

  /** The private containerd that commands find by themselves. */
  public static final String SHARED_INSTANCE = "default";

  private static final Logger log = LoggerFactory.getLogger(RuntimeConnection.class);
  private static final String CGROUP_ROOT = "/kriterion";
  static final Path SYSTEM_SOCKET = Path.of("/run/containerd/containerd.sock");

  private final RuntimeHost host;
  private final NodeConfig config;
  private final HandlerHealth health;
  private final TaskPlanning planning;
  private final Optional<PrivateContainerd> instance;
  private final @Nullable PrivateContainerd owned;

  private RuntimeConnection(
      RuntimeHost host,
      NodeConfig config,
      HandlerHealth health,
      TaskPlanning planning,
      Optional<PrivateContainerd> instance,
      @Nullable PrivateContainerd owned) {
    this.host = host;
    this.config = config;
    this.health = health;
    this.planning = planning;
    this.instance = instance;
    this.owned = owned;
  }

  /**
   * Connects; blocks while a private containerd starts, at most half a minute.
   *
   * @throws GraderException when no runtime can be used, or the named one cannot serve
   * @throws CriException when the named one cannot be reached
   * @throws InterruptedException when interrupted; nothing is left then
   */
  public static RuntimeConnection open(RuntimeChoice choice) throws InterruptedException {
    if (choice.owner().isPresent()) {
      // an earlier life of the node may have had a containerd of its own
      PrivateContainerd.removeStale();
    }
    if (choice.endpoint().isPresent()) {
      Path socket = choice.endpoint().get();
      return connect(choice, socket, instanceAt(socket), null);
    }
    Optional<PrivateContainerd> shared = PrivateContainerd.find(SHARED_INSTANCE);
    if (shared.isPresent()) {
      return connect(choice, shared.get().socket(), shared, null);
    }
    Optional<RuntimeConnection> system = system(choice);
    return system.isPresent() ? system.get() : own(choice);
  }

  /** Where sandboxes are made. */
  public RuntimeHost host() {
    return host;
  }

  /** How the runtime's handlers fare, as far as this connection has seen. */
  public HandlerHealth health() {
    return health;
  }

  /** What is done about failures, as it is configured. */
  public RetryPolicy retries() {
    return config.retries();
  }

  /**
   * Removes what is left of sandboxes that were made under this connection's name and that no
   * process looks after; to be called only where nobody else makes sandboxes under that name.
   *
   * @return how many sandboxes there were
   * @throws CriException when the runtime does not answer
   * @throws GraderException when something could not be removed
   */
  int sweep() {
    try {
      return Leftovers.remove(host);
    } finally {
      instance.ifPresent(PrivateContainerd::endEmptyShims);
    }
  }

  /**
   * Whether the runtime that this is connected to is gone for good: a private containerd that was
   * started for it has ended, or another has taken the place of the one that was there.
   */
  public boolean isLost() {
    if (owned != null) {
      return ProcessHandle.of(owned.pid()).filter(ProcessHandle::isAlive).isEmpty();
    }
    return instance
        .flatMap(known -> instanceAt(known.socket()).filter(now -> now.pid() != known.pid()))
        .isPresent();
  }

  /** An empty pool of sandboxes on this runtime, as it is configured; whoever asks closes it. */
  public SandboxPool newPool() {
    return new SandboxPool(host, config.pool(), this::settings);
  }

  /**
   * What the node knows of a handler: by the configuration, by the runtime, or by its name.
   *
   * @param handler its name; the runtime need not have it
   */
  public HandlerSettings settings(String handler) {
    return planning.settings(handler);
  }

  /**
   * Plans a submission on this runtime: settles the handler, gets the image, reads the task's
   * files. Blocks while an image is imported or pulled.
   *
   * @throws GraderException when it cannot run here, with the reason; nothing is waited for then
   * @throws CriException when the runtime does not answer
   * @throws InterruptedException when interrupted
   */
  public Plan plan(PlanRequest request) throws InterruptedException {
    return planning.plan(request);
  }

  /** As {@link #plan(PlanRequest)}, for a submitter of normal trust. */
  public Plan plan(Task task, Submission submission, Optional<String> handler)
      throws InterruptedException {
    return plan(new PlanRequest(task, submission, handler, Trust.NORMAL));
  }

  /** The plans of one submission, for its attempts and its second run. */
  public Plans plans(PlanRequest request) {
    return planning.plans(request);
  }

  /** Looks at images anew from now on, since no sandbox could be made. */
  void forgetImages() {
    planning.forgetImages();
  }

  /** Closes the connection; a containerd that was started for it is stopped and removed. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      host.client().close();
      host.workspaces().close();
      if (owned != null) {
        owned.close();
      } else {
        removeEmptyPlaces();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /* The places that sandboxes had, where no other command has one there. */
  private void removeEmptyPlaces() {
    Path place = host.sandboxes();
    while (place != null && place.startsWith(PrivateContainerdOptions.DEFAULT_DATA_ROOT)) {
      try {
        Files.deleteIfExists(place);
      } catch (IOException e) {
        // somebody has something there, or has mounted a file system on it
        break;
      }
      place = place.getParent();
    }
    String group = host.cgroupRoot();
    while (group.startsWith(CGROUP_ROOT) && host.cgroups().removeIfEmpty(group)) {
      group = group.substring(0, group.lastIndexOf('/'));
    }
  }

  private static Optional<RuntimeConnection> system(RuntimeChoice choice) {
    if (!Files.exists(SYSTEM_SOCKET)) {
      return Optional.empty();
    }
    try {
      return Optional.of(connect(choice, SYSTEM_SOCKET, Optional.empty(), null));
    } catch (CriException | GraderException e) {
      log.atInfo()
          .addKeyValue("reason", e.getMessage())
          .log("the system's containerd cannot serve; starting a private one");
      return Optional.empty();
    }
  }

  private static RuntimeConnection own(RuntimeChoice choice) throws InterruptedException {
    PrivateContainerd.removeStale();
    String name = "run-" + ProcessHandle.current().pid();
    PrivateContainerd started = PrivateInstances.start(name);
    try {
      return connect(choice, started.socket(), Optional.of(started), started);
    } catch (RuntimeException e) {
      try {
        started.close();
      } catch (RuntimeException cleanup) {
        e.addSuppressed(cleanup);
      }
      throw e;
    }
  }

  private static Optional<PrivateContainerd> instanceAt(Path socket) {
    Path absolute = socket.toAbsolutePath().normalize();
    Path directory = absolute.getParent();
    if (directory == null
        || !PrivateContainerdOptions.DEFAULT_STATE_ROOT.equals(directory.getParent())) {
      return Optional.empty();
    }
    return PrivateContainerd.find(String.valueOf(directory.getFileName()))
        .filter(instance -> instance.socket().equals(absolute));
  }

  /* What the status said when the connection was made counts as the first look. */
  private static HandlerHealth health(RuntimeHost host, RuntimeStatus first, NodeConfig config) {
    AtomicReference<@Nullable RuntimeStatus> known = new AtomicReference<>(first);
    Supplier<RuntimeStatus> status =
        () -> {
          RuntimeStatus told = known.getAndSet(null);
          return told == null ? host.client().runtime().status() : told;
        };
    return new HandlerHealth(
        new StatusHandlers(status, host.workspaces().mountNamespaceOf()),
        config.backOff(),
        InstantSource.system());
  }

  private static RuntimeConnection connect(
      RuntimeChoice choice,
      Path socket,
      Optional<PrivateContainerd> instance,
      @Nullable PrivateContainerd owned) {
    // a command waits for nobody: where the runtime goes away, its submission has no result
    CriClient client =
        CriClient.connect(CriClientOptions.of(socket).withRestartPatience(Duration.ZERO));
    try {
      RuntimeStatus status = client.runtime().status();
      RuntimeFitness.objection(status, choice.networkAllowed())
          .ifPresent(reason -> {
            throw new GraderException(FailureClass.RUNTIME, socket + ": " + reason);
          });
      String shared = instance.map(PrivateContainerd::cgroup).orElse(CGROUP_ROOT + "/system");
      String name = shared.substring(shared.lastIndexOf('/') + 1);
      Path place = PrivateContainerdOptions.DEFAULT_DATA_ROOT.resolve(name).resolve("sandboxes");
      Optional<String> owner = choice.owner();
      RuntimeHost host =
          new RuntimeHost(
              client,
              new Workspaces(
                  instance.map(i -> OptionalLong.of(i.pid())).orElse(OptionalLong.empty())),
              Cgroups.detect(),
              owner.map(own -> shared + "/" + own).orElse(shared),
              owner.map(place::resolve).orElse(place),
              owner.orElse(name),
              !RuntimeFitness.leadsNowhere(status));
      HandlerHealth health = health(host, status, choice.config());
      TaskPlanning planning =
          new TaskPlanning(
              choice.config(),
              health,
              handler -> instance.isEmpty() || instance.get().attachWorks(handler),
              new Images(client, socket, choice.catalogue()));
      return new RuntimeConnection(host, choice.config(), health, planning, instance, owned);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }
}
