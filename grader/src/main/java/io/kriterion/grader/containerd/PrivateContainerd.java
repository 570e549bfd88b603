package io.kriterion.grader.containerd;

import io.kriterion.grader.process.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A containerd of Kriterion's own, beside any that the machine has: own configuration, data, socket
 * and mount namespace, the handlers that the machine's runtimes allow, sandboxes without a network.
 * Needs root.
 *
 * <p>Whoever starts one closes it: that kills its containers, and leaves no process, mount, control
 * group or directory behind. One that was started by a process that died is removed by {@link
 * #removeStale()}, or by the next start under its name. Safe for many threads.
 */
public final class PrivateContainerd implements AutoCloseable {

  /* Guarded by this: ended. Lock order: this, then InstanceRemoval's. */
  private final InstanceDirectories directories;
  private final InstanceRecord record;
  private final ProcessId containerd;
  private boolean ended;

  PrivateContainerd(
      InstanceDirectories directories, InstanceRecord record, ProcessId containerd, boolean owned) {
    this.directories = directories;
    this.record = record;
    this.containerd = containerd;
    this.ended = !owned;
  }

  /**
   * Starts one and waits until its CRI answers and the sandboxes' image is in it: some tenths of a
   * second, 30 seconds at most. What a dead process left under the same name is removed first.
   *
   * @throws ContainerdException when it cannot start; nothing is left behind then
   * @throws InterruptedException when the thread is interrupted; nothing is left behind then
   */
  public static PrivateContainerd start(PrivateContainerdOptions options)
      throws InterruptedException {
    return InstanceStart.start(options);
  }

  /** A running one under the default state root that a process left running, or still owns. */
  public static Optional<PrivateContainerd> find(String name) {
    return find(name, PrivateContainerdOptions.DEFAULT_STATE_ROOT);
  }

  /**
   * A running one that a process left running, or still owns. The caller does not own what it
   * finds: {@link #close()} does nothing to it, {@link #stop()} ends it.
   *
   * @throws IllegalArgumentException when no instance can have this name
   */
  public static Optional<PrivateContainerd> find(String name, Path stateRoot) {
    if (!PrivateContainerdOptions.NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name: " + name + " (expected: 1..32 of a-z, 0-9 and -)");
    }
    Path state = stateRoot.resolve(name);
    try {
      Optional<InstanceRecord> record = InstanceRecord.read(state);
      Optional<ProcessId> containerd = InstanceRecord.containerd(state).filter(ProcessId::alive);
      if (record.isEmpty() || containerd.isEmpty() || InstanceRecord.stale(state)) {
        return Optional.empty();
      }
      InstanceDirectories directories = new InstanceDirectories(state, record.get().data());
      return Files.exists(directories.socket())
          ? Optional.of(new PrivateContainerd(directories, record.get(), containerd.get(), false))
          : Optional.empty();
    } catch (IOException e) {
      throw new ContainerdException("cannot read " + state + ": " + e.getMessage(), e);
    }
  }

  /** Removes what dead processes left under the default roots. */
  public static List<String> removeStale() {
    return removeStale(
        PrivateContainerdOptions.DEFAULT_STATE_ROOT, PrivateContainerdOptions.DEFAULT_DATA_ROOT);
  }

  /**
   * Removes every instance whose owner is dead and did not leave it running on purpose, or did and
   * its containerd is dead; also data of before a reboot. Returns their names. Processes of another
   * PID namespace cannot be seen and count as dead: do not share the state root with one.
   *
   * @throws ContainerdException when one cannot be removed; the others are removed all the same
   */
  public static List<String> removeStale(Path stateRoot, Path dataRoot) {
    return StaleInstances.remove(stateRoot, dataRoot);
  }

  /** The socket that the CRI answers on. */
  public Path socket() {
    return directories.socket();
  }

  /** containerd's process, in whose mount namespace mounts for its containers are made. */
  public long pid() {
    return containerd.pid();
  }

  /** The instance's own cgroup path; groups for sandboxes go below it and are removed with it. */
  public String cgroup() {
    return directories.cgroup();
  }

  /** The image that sandboxes start with; it is imported by the start. */
  public String sandboxImage() {
    return ContainerdConfig.SANDBOX_IMAGE;
  }

  /** The runtime handlers it offers, preferred first. */
  public List<String> handlers() {
    return record.handlers();
  }

  /**
   * Whether Attach to a container's first process keeps its output whole; not where a script stands
   * between the shim and the handler's program.
   */
  public boolean attachWorks(String handler) {
    return !RuntimeHandlers.wrapped(handler);
  }

  /** Known handlers that it does not offer, with one line each saying why. */
  public Map<String, String> missingHandlers() {
    return record.missing();
  }

  /**
   * Loads and unpacks the images of an OCI archive, under the names it gives them. Blocks for
   * seconds with a large one, five minutes at most.
   *
   * @throws ContainerdException when there is no such file or containerd refuses it
   * @throws InterruptedException when the thread is interrupted; the image may be there in part
   */
  public void importArchive(Path ociArchive) throws InterruptedException {
    ImageImport.run(socket(), ociArchive);
  }

  /**
   * Ends shims of it that hold nothing any more and that containerd has forgotten, as it does when
   * who asked for a sandbox goes away in the middle.
   *
   * @return how many
   */
  public int endEmptyShims() {
    return EmptyShims.end(directories.mountSource());
  }

  /**
   * Leaves it running after this process; {@link #close()} does nothing from now on. Idempotent.
   */
  public synchronized void detach() {
    try {
      InstanceRecord.writeDetached(directories.state());
      ended = true;
    } catch (IOException e) {
      throw new ContainerdException("cannot detach " + directories.name() + ": " + e, e);
    }
  }

  /**
   * Ends it with all its containers and removes everything, whoever owns it. Blocks some tenths of
   * a second in the usual case; an interrupt does not end it. Idempotent.
   *
   * @throws ContainerdException when something cannot be removed
   */
  public synchronized void stop() {
    ended = true;
    // Unless it was removed before and another was started under its name.
    InstanceRemoval.remove(
        directories,
        () -> InstanceRecord.read(directories.state()).map(record::equals).orElse(true));
  }

  /** As {@link #stop()}, unless it was found or detached: then this does nothing. */
  @Override
  public synchronized void close() {
    if (!ended) {
      stop();
    }
  }
}
