package io.kriterion.cri.lease;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ContainerSummary;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.observe.CallObserver;
import io.kriterion.cri.runtime.RuntimeService;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.PodSandboxStatus;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.Streams;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A pod sandbox that is there as long as its handle is open: {@link #close} stops and removes it,
 * with all its containers. Thread-safe.
 *
 * <p>Calls that make something are not broken off by an interrupt, so that nothing is made whose id
 * nobody knows: they wait for the runtime's answer, at most for the deadline of the call, and the
 * interrupt stays set.
 */
public final class Sandbox implements AutoCloseable {

  /** The label by which a sandbox is found whose making failed; its value is random. */
  static final String LABEL = "io.kriterion.cri/lease";

  private final RuntimeService runtime;
  private final Streams streams;
  private final Shielded shielded;
  private final PodSandboxSpec spec;
  private final SandboxId id;
  private final Set<ContainerId> containers = ConcurrentHashMap.newKeySet();
  private volatile boolean gone;

  private Sandbox(
      RuntimeService runtime,
      Streams streams,
      Shielded shielded,
      PodSandboxSpec spec,
      SandboxId id) {
    this.runtime = runtime;
    this.streams = streams;
    this.shielded = shielded;
    this.spec = spec;
    this.id = id;
  }

  /**
   * Makes and starts a sandbox; {@code CriClient.runSandbox} does it for an application. Waits up
   * to twice the call timeout. What a failed call left in the runtime is removed; where that fails
   * too, the failure is suppressed in the first one.
   *
   * @param observer told of what is handed to threads of the lease's own
   * @throws CriException if the runtime refuses or does not answer
   */
  public static Sandbox run(
      RuntimeService runtime, Streams streams, CallObserver observer, PodSandboxSpec spec) {
    Shielded shielded = new Shielded(observer);
    String lease = UUID.randomUUID().toString();
    Map<String, String> label = Map.of(LABEL, lease);
    try {
      SandboxId id = shielded.call("run-sandbox", () -> runtime.runPodSandbox(spec, label));
      return new Sandbox(runtime, streams, shielded, spec, id);
    } catch (CriException e) {
      shielded.undo(e, () -> removeLeftOver(shielded, runtime, label));
      throw e;
    }
  }

  private static void removeLeftOver(
      Shielded shielded, RuntimeService runtime, Map<String, String> label) {
    for (PodSandboxSummary left : runtime.listPodSandboxes(label)) {
      shielded.runAll(
          "undo-sandbox",
          () -> runtime.stopPodSandbox(left.id()),
          () -> runtime.removePodSandbox(left.id()));
    }
  }

  /** The runtime's id. */
  public SandboxId id() {
    return id;
  }

  /** What it was made with. */
  public PodSandboxSpec spec() {
    return spec;
  }

  /**
   * What the runtime says of it; blocks for one call.
   *
   * @throws CriException if the runtime refuses or does not answer
   */
  public PodSandboxStatus status() {
    return runtime.podSandboxStatus(id);
  }

  /**
   * Makes a container; it does not run yet. Blocks for one call. If it fails, no container is left
   * that the call made.
   *
   * @throws IllegalStateException if the sandbox is closed
   * @throws CriException if the runtime refuses or does not answer
   */
  public Container createContainer(ContainerSpec container) {
    open();
    try {
      ContainerId made =
          shielded.call("create-container", () -> runtime.createContainer(id, spec, container));
      containers.add(made);
      return new Container(this, made, container);
    } catch (CriException e) {
      if (!(e instanceof CriCallException call && call.code() == CriErrorCode.NAME_RESERVED)) {
        shielded.undo(e, () -> removeUnknown(container));
      }
      throw e;
    }
  }

  /* A call that failed may have made the container all the same: it is the one nobody knows. */
  private void removeUnknown(ContainerSpec container) {
    for (ContainerSummary left : runtime.listContainers(container.labels())) {
      if (left.sandbox().equals(id)
          && left.name().equals(container.name())
          && !containers.contains(left.id())) {
        runtime.removeContainer(left.id());
      }
    }
  }

  /**
   * Makes a container and starts it. If starting fails, the container is removed.
   *
   * @throws IllegalStateException if the sandbox is closed
   * @throws CriException if the runtime refuses or does not answer
   */
  public Container run(ContainerSpec container) {
    Container made = createContainer(container);
    try {
      made.start();
      return made;
    } catch (RuntimeException e) {
      shielded.undo(e, made::close);
      throw e;
    }
  }

  /**
   * Kills what runs in it and gives its network back; it stays there, not ready. Blocks for one
   * call. Idempotent.
   *
   * @throws CriException if the runtime refuses or does not answer
   */
  public void stop() {
    runtime.stopPodSandbox(id);
  }

  /**
   * Stops and removes the sandbox with its containers; one that is gone is success. Idempotent;
   * after a failure it may be called again. Takes at most two call timeouts; an interrupt does not
   * break it off, and stays set.
   *
   * @throws CriException if the sandbox could not be stopped or removed; the second failure is
   *     suppressed in the first. Closing while another exception is on its way suppresses it there
   */
  @Override
  public void close() {
    if (gone) {
      return;
    }
    shielded.runAll(
        "close-sandbox", () -> runtime.stopPodSandbox(id), () -> runtime.removePodSandbox(id));
    gone = true;
  }

  RuntimeService runtime() {
    return runtime;
  }

  Streams streams() {
    return streams;
  }

  Shielded shielded() {
    return shielded;
  }

  boolean gone() {
    return gone;
  }

  void forget(ContainerId container) {
    containers.remove(container);
  }

  private void open() {
    if (gone) {
      throw new IllegalStateException("the sandbox is closed: " + id);
    }
  }

  @Override
  public String toString() {
    return "sandbox " + id + (gone ? " (closed)" : "");
  }
}
