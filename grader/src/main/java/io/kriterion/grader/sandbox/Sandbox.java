package io.kriterion.grader.sandbox;

import com.google.common.util.concurrent.Uninterruptibles;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.Resources;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.runtime.RuntimeService;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.grader.init.InitSession;
import io.kriterion.grader.runtime.Isolation;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Cpus;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A pod sandbox with one container in which kriterion-init waits for work. It serves one submission
 * and is then thrown away. Until it is claimed for one it is nobody's.
 *
 * <p>Its life is that of the five stages that are timed: {@link #create}, {@link #launch}, the
 * session's work, {@link #stop}, {@link #clean}. {@link #close} does what of the last two has not
 * been done, at any moment and after any failure. Not safe for use by several threads, but for
 * {@link #usage}.
 */
public final class Sandbox implements AutoCloseable {

  /* What a sandbox's own kernel (gVisor's, or a VM's monitor) may start beside the processes. */
  private static final int KERNEL_THREADS = 256;

  /* Those of this process: whatever else is there under the node's name was left by another. */
  private static final Set<String> LIVING = ConcurrentHashMap.newKeySet();

  private static final HexFormat HEX = HexFormat.of();

  private final RuntimeService runtime;
  private final RuntimeHost host;

  private final Cleanup stopping = new Cleanup();
  private final Cleanup cleaning = new Cleanup();
  private final String id;
  private final SandboxShape shape;
  private final Isolation isolation;
  private final SandboxCgroup cgroup;
  private final int user;
  private @Nullable ContainerId container;
  private @Nullable InitStream stream;
  private ByteSize memory;
  private long kills;
  private long killsBefore;

  private Sandbox(RuntimeHost host, String id, SandboxShape shape) {
    this.host = host;
    this.runtime = host.client().runtime();
    this.id = id;
    this.shape = shape;
    this.memory = shape.memory();
    this.isolation = shape.isolation();
    cleaning.last(() -> LIVING.remove(id));
    this.cgroup = SandboxCgroup.create(host.cgroups(), host.cgroupRoot() + "/" + id);
    cleaning.first(cgroup::close);
    this.user = SlotUsers.take();
    cleaning.first(() -> SlotUsers.giveBack(user));
  }

  /**
   * Makes the sandbox and its container; nothing runs in it yet. On failure nothing is left.
   *
   * @param assignment what it is made for, if that is known yet
   * @throws io.kriterion.cri.error.CriException when the runtime refuses
   * @throws io.kriterion.grader.error.GraderException when this machine does
   */
  public static Sandbox create(
      RuntimeHost host, SandboxShape shape, Optional<Assignment> assignment) {
    byte[] random = new byte[6];
    new SecureRandom().nextBytes(random);
    Sandbox sandbox = living(host, "k" + HEX.formatHex(random), shape);
    try {
      sandbox.make(assignment);
      return sandbox;
    } catch (Throwable e) {
      sandbox.closeAfter(e);
      throw e;
    }
  }

  private static Sandbox living(RuntimeHost host, String id, SandboxShape shape) {
    LIVING.add(id);
    try {
      return new Sandbox(host, id, shape);
    } catch (RuntimeException e) {
      LIVING.remove(id);
      throw e;
    }
  }

  /**
   * Makes a sandbox that is for nobody yet, and launches it. On failure nothing is left.
   *
   * @throws io.kriterion.cri.error.CriException when the runtime refuses
   * @throws io.kriterion.grader.error.GraderException when this machine does
   */
  public static Sandbox prepare(RuntimeHost host, SandboxShape shape) {
    Sandbox sandbox = create(host, shape, Optional.empty());
    try {
      sandbox.launch();
      return sandbox;
    } catch (Throwable e) {
      sandbox.closeAfter(e);
      throw e;
    }
  }

  private void make(Optional<Assignment> assignment) {
    SandboxFiles files = SandboxFiles.create(host.sandboxes().resolve(id), user);
    cleaning.first(files::close);
    PodSandboxSpec spec = SandboxSpecs.pod(id, host, shape, assignment, cgroup.path());
    // the workspace is mounted while the runtime makes the pod: neither needs the other
    FutureTask<Path> mounting =
        Background.start(
            "mount-workspace",
            () -> {
              host.workspaces().mount(files.workspace(), shape.disk(), user);
              return files.workspace();
            });
    cleaning.first(() -> unmount(mounting));

    SandboxId pod = runPod(spec);
    stopping.first(() -> runtime.stopPodSandbox(pod));
    cleaning.first(() -> runtime.removePodSandbox(pod));
    result(mounting);
    container =
        runtime.createContainer(
            pod, spec, SandboxSpecs.container(id, host, shape, assignment, files, user));
    cgroup.contains(container.value());
  }

  /*
   * An interrupt waits until the pod is there: a call that is broken off may have made one whose id
   * nobody knows. After a failure of another kind the runtime is asked for what it has made.
   */
  private SandboxId runPod(PodSandboxSpec spec) {
    try {
      return result(Background.start("run-pod", () -> runtime.runPodSandbox(spec)));
    } catch (CriException e) {
      cleaning.first(this::removePods);
      throw e;
    }
  }

  private void unmount(FutureTask<Path> mounting) {
    Path workspace;
    try {
      workspace = result(mounting);
    } catch (RuntimeException e) {
      return; // what was not mounted is not there; why, has been said
    }
    host.workspaces().unmount(workspace);
  }

  /* What the work came to, or threw. An interrupt waits for it and stays set. */
  private static <T> T result(FutureTask<T> task) {
    try {
      return Uninterruptibles.getUninterruptibly(task);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void removePods() {
    for (PodSandboxSummary pod : runtime.listPodSandboxes(Map.of(SandboxSpecs.ID_LABEL, id))) {
      runtime.stopPodSandbox(pod.id());
      runtime.removePodSandbox(pod.id());
    }
  }

  /**
   * Starts the container and waits until kriterion-init answers in it, if that is yet to be done.
   */
  public void launch() {
    if (stream != null) {
      return;
    }
    ContainerId started = containerId();
    runtime.startContainer(started);
    InitStream opened = InitStream.open(host.client(), started, shape.main());
    stream = opened;
    // not before the pod: its main process would end by itself while the runtime is killing it
    stopping.last(opened::close);
    opened.greet();
  }

  /** Whether {@link #launch} has been passed: one that was claimed so had been prepared. */
  public boolean isLaunched() {
    return stream != null;
  }

  /** Whether a sandbox of this process has this id. Any thread may ask. */
  static boolean isLiving(String id) {
    return LIVING.contains(id);
  }

  /** The sandbox's own id, which is also its pod's name. */
  public String id() {
    return id;
  }

  /** Its container, as the runtime knows it. */
  public ContainerId containerId() {
    return require(container, "create");
  }

  /** As what it was made. */
  public SandboxShape shape() {
    return shape;
  }

  /** The conversation with kriterion-init in this launched sandbox. */
  public InitSession session() {
    return require(stream, "launch").session();
  }

  /** Whether the stream to kriterion-init of this launched sandbox has ended. Does not block. */
  public boolean ended() {
    return require(stream, "launch").ended();
  }

  /**
   * Whether kriterion-init answers in this launched sandbox. To be called while no step runs. One
   * that does not answer in time is broken off.
   */
  public boolean alive(Duration patience) {
    return require(stream, "launch").answers(patience);
  }

  /** The submission's working directory inside the sandbox. */
  public String workingDirectory() {
    return SandboxSpecs.WORK;
  }

  /**
   * Sets the limits for what runs next. To be called while no step runs.
   *
   * @param processes the most processes and threads of the submission at once; with a kernel of the
   *     sandbox's own the host can only hold them below a coarser limit
   * @param newMemory the most memory of all its processes together
   */
  public void limit(int processes, ByteSize newMemory) {
    cgroup.limitProcesses(
        isolation == Isolation.OWN_KERNEL ? processes + KERNEL_THREADS : processes);
    if (!newMemory.equals(memory)) {
      long bytes = SandboxSpecs.limitFor(newMemory.bytes());
      if (cgroup.holdsContainer()) {
        cgroup.limitMemory(new ByteSize(bytes));
      } else {
        host.client()
            .maintenance()
            .updateContainerResources(
                containerId(), Resources.builder().memoryBytes(bytes).build(), Map.of());
      }
      memory = newMemory;
    }
  }

  /**
   * Limits what all that runs in the sandbox may use of the processors at once, also a kernel of
   * its own.
   */
  public void limitCpus(Cpus cpus) {
    cgroup.limitCpus(cpus);
  }

  /** What the sandbox has used so far. Any thread may ask. */
  public Usage usage() {
    return cgroup.usage();
  }

  /** The most memory that all in it took at a time; empty where the kernel does not tell. */
  public Optional<ByteSize> peakMemory() {
    return cgroup.peakMemory();
  }

  /**
   * Whether the kernel has killed one of its processes for memory since this was asked last. What
   * is killed between two steps, for what earlier ones have left, so counts for the later one.
   *
   * @param now what it has used until now
   */
  public boolean ranOutOfMemory(Usage now) {
    killsBefore = kills;
    kills = now.oomKills();
    return kills > killsBefore;
  }

  /**
   * Whether a lack of memory explains that kriterion-init is gone: it may have been killed with a
   * program of the step before, for what that one has left, after its end had been told.
   *
   * @param now what it has used until now
   */
  public boolean mayHaveEndedOfMemory(Usage now) {
    return now.oomKills() > killsBefore;
  }

  /**
   * Breaks the conversation off: whatever waits for kriterion-init fails at once. Any thread may
   * call this; the sandbox can then only be stopped.
   */
  public void abort() {
    require(stream, "launch").close();
  }

  /** Ends everything that runs in the sandbox. */
  public void stop() {
    stopping.run();
  }

  /** Removes everything that the sandbox consisted of. */
  public void clean() {
    cleaning.run();
  }

  /** Stops and cleans as far as that has not been done. */
  @Override
  public void close() {
    try {
      stop();
    } finally {
      clean();
    }
  }

  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static <T> T require(@Nullable T value, String stage) {
    if (value == null) {
      throw new IllegalStateException("this sandbox has not passed the stage " + stage);
    }
    return value;
  }
}
