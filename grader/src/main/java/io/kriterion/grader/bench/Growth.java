package io.kriterion.grader.bench;

import com.sun.management.OperatingSystemMXBean;
import io.kriterion.grader.node.GradingNode;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.sandbox.RuntimeHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What there is of things that must not become more while tasks go through. */
final class Growth {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long MEBIBYTE = 1L << 20;

  private Growth() {}

  /** The processor time that this process has had, in steps of some milliseconds. */
  static double cpuMillis() {
    return Bench.millis(
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime());
  }

  /** What of it a client's threads have had, and this one. */
  static double clientCpuMillis() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = threads.getCurrentThreadCpuTime();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("kriterion-client")) {
        nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return Bench.millis(nanos);
  }

  /**
   * Of this process.
   *
   * @param heap in MiB, what lives there
   */
  record OfProcess(double heap, double threads, double descriptors) {

    private static final double MOST_HEAP = 16;
    private static final double MOST_THREADS = 8;
    private static final double MOST_DESCRIPTORS = 16;

    /** Now, when the node has its prepared sandboxes. */
    static OfProcess now(GradingNode node) throws InterruptedException {
      Poll.until(() -> node.pool().settled(), PATIENCE);
      return new OfProcess(
          LiveHeap.bytes() / (double) MEBIBYTE,
          ManagementFactory.getThreadMXBean().getThreadCount(),
          count(Path.of("/proc/self/fd")));
    }

    List<Figure> figures(OfProcess end, int tasks) {
      return List.of(
          figure("heap-growth", "MiB", heap, end.heap, MOST_HEAP, tasks),
          figure("thread-growth", "", threads, end.threads, MOST_THREADS, tasks),
          figure("descriptor-growth", "", descriptors, end.descriptors, MOST_DESCRIPTORS, tasks));
    }
  }

  /** Of this machine: nothing of a node is left when it has ended. */
  record OfMachine(double pods, double mounts, double cgroups) {

    static OfMachine now(RuntimeHost host) {
      return new OfMachine(
          host.client().runtime().listPodSandboxes(Map.of()).size(),
          mounts(host),
          host.cgroups().directories(host.cgroupRoot()).stream()
              .filter(Files::isDirectory)
              .mapToDouble(Growth::directories)
              .sum());
    }

    private static double mounts(RuntimeHost host) {
      String of =
          host.workspaces().mountNamespaceOf().isPresent()
              ? Long.toString(host.workspaces().mountNamespaceOf().getAsLong())
              : "self";
      try (Stream<String> lines = Files.lines(Path.of("/proc", of, "mountinfo"))) {
        return lines.count();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<Figure> figures(OfMachine end, int tasks) {
      return List.of(
          figure("pod-growth", "", pods, end.pods, 0, tasks),
          figure("mount-growth", "", mounts, end.mounts, 0, tasks),
          figure("cgroup-growth", "", cgroups, end.cgroups, 0, tasks));
    }
  }

  private static Figure figure(
      String name, String unit, double start, double end, double most, int tasks) {
    return new Figure(
        name,
        "node",
        unit,
        tasks,
        end,
        end,
        end,
        start,
        "at the start",
        start == 0 ? end : end / start,
        "at most %s more".formatted(Math.round(most)),
        end - start <= most);
  }

  private static double count(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double directories(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(Files::isDirectory).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
