package io.kriterion.grader.sandbox;

import io.kriterion.grader.cgroup.Cgroups;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Cpus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cgroup that the node makes for one sandbox and in which the runtime puts those of the pod:
 * limits that CRI cannot say, and counters that outlive the containers.
 */
final class SandboxCgroup implements AutoCloseable {

  private static final long CPU_PERIOD_MICROS = 100_000;

  private final Cgroups cgroups;
  private final String path;
  private @Nullable String container;
  private int limited = -1;

  private SandboxCgroup(Cgroups cgroups, String path) {
    this.cgroups = cgroups;
    this.path = path;
  }

  static SandboxCgroup create(Cgroups cgroups, String path) {
    cgroups.create(path);
    return new SandboxCgroup(cgroups, path);
  }

  String path() {
    return path;
  }

  /** From now on the container of this name counts as the submission's. */
  void contains(String containerId) {
    container = path + "/" + containerId;
  }

  /** Whether the container's own cgroup is there: a kernel of the sandbox's own may have none. */
  boolean holdsContainer() {
    return container != null && cgroups.exists(container);
  }

  /**
   * Limits the processes and threads of the whole sandbox.
   *
   * @param processes how many more there may be than there are now
   */
  void limitProcesses(int processes) {
    if (processes == limited) {
      return; // as many as then are there now: nothing runs but what waits for a step
    }
    long now =
        cgroups
            .read(path, "pids", "pids.current")
            .map(value -> Long.parseLong(value.strip()))
            .orElse(0L);
    cgroups.write(path, "pids", "pids.max", Long.toString(now + processes));
    limited = processes;
  }

  /** Limits what the whole sandbox may use of the processors at once. */
  void limitCpus(Cpus cpus) {
    String quota = Long.toString(cpus.thousandths() * CPU_PERIOD_MICROS / 1000);
    if (cgroups.unified()) {
      cgroups.write(path, "cpu", "cpu.max", quota + " " + CPU_PERIOD_MICROS);
    } else {
      cgroups.write(path, "cpu", "cpu.cfs_period_us", Long.toString(CPU_PERIOD_MICROS));
      cgroups.write(path, "cpu", "cpu.cfs_quota_us", quota);
    }
  }

  /** Changes the container's memory limit; there is no swap. */
  void limitMemory(ByteSize memory) {
    String bytes = Long.toString(memory.bytes());
    String target = containerPath();
    if (cgroups.unified()) {
      cgroups.write(target, "memory", "memory.max", bytes);
      return;
    }
    long now =
        cgroups
            .read(target, "memory", "memory.limit_in_bytes")
            .map(value -> Long.parseLong(value.strip()))
            .orElse(0L);
    boolean swapLimited = cgroups.read(target, "memory", "memory.memsw.limit_in_bytes").isPresent();
    // the limit with swap may never be below the one without
    boolean grows = memory.bytes() > now;
    if (swapLimited && grows) {
      cgroups.write(target, "memory", "memory.memsw.limit_in_bytes", bytes);
    }
    cgroups.write(target, "memory", "memory.limit_in_bytes", bytes);
    if (swapLimited && !grows) {
      cgroups.write(target, "memory", "memory.memsw.limit_in_bytes", bytes);
    }
  }

  Usage usage() {
    return new Usage(cpuTime(), oomKills());
  }

  Duration cpuTime() {
    if (cgroups.unified()) {
      return Duration.ofNanos(
          1000 * counter(cgroups.read(path, "cpu", "cpu.stat").orElse(""), "usage_usec"));
    }
    return Duration.ofNanos(
        cgroups
            .read(path, "cpuacct", "cpuacct.usage")
            .map(value -> Long.parseLong(value.strip()))
            .orElse(0L));
  }

  /** The most that was charged to it at a time; empty where the kernel does not tell. */
  Optional<ByteSize> peakMemory() {
    return cgroups.peakMemory(path).map(ByteSize::new);
  }

  private long oomKills() {
    String file = cgroups.unified() ? "memory.events" : "memory.oom_control";
    return counter(cgroups.read(containerPath(), "memory", file).orElse(""), "oom_kill");
  }

  private String containerPath() {
    return container == null ? path : container;
  }

  /** Kills what is left in it and removes it. */
  @Override
  public void close() {
    cgroups.remove(path);
  }

  private static long counter(String text, String key) {
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(key + " ")) {
        return Long.parseLong(line.substring(key.length() + 1).strip());
      }
    }
    return 0;
  }
}
