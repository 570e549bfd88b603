package io.kriterion.grader.bench;

import io.kriterion.grader.sandbox.Cleanup;
import io.kriterion.grader.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The memory of a prepared sandbox that nobody uses: what its processes and its shim have resident;
 * beside it, by how much less the kernel says is available for each.
 */
final class IdleMemory {

  private static final int SANDBOXES = 20;
  private static final double MOST_MEBIBYTES = 25;
  private static final double KIBIBYTES = 1024;
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern PARENT = Pattern.compile("PPid:\\s+(\\d+)");
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

  private final Bench bench;

  IdleMemory(Bench bench) {
    this.bench = bench;
  }

  Figure measure() {
    List<Sandbox> idle = new ArrayList<>();
    Cleanup closing = new Cleanup();
    try {
      double before = number(AVAILABLE, Path.of("/proc/meminfo"));
      for (int i = 0; i < SANDBOXES; i++) {
        Sandbox sandbox = bench.launched();
        closing.first(sandbox::close);
        idle.add(sandbox);
      }
      double available = (before - number(AVAILABLE, Path.of("/proc/meminfo"))) / SANDBOXES;
      Samples resident = Samples.of(idle.stream().map(this::resident).toList());
      double baseline = available / KIBIBYTES;
      return Figure.ofTimes(
          "idle-memory",
          bench.handler(),
          "MiB",
          resident,
          baseline,
          "less memory available",
          resident.atMost(50) / baseline,
          "p50 <= 25",
          resident.atMost(50) <= MOST_MEBIBYTES);
    } finally {
      closing.run();
    }
  }

  private double resident(Sandbox sandbox) {
    Set<String> processes = processes(bench.host().cgroups().directories(cgroup(sandbox)));
    Set<String> shims = new TreeSet<>();
    processes.forEach(pid -> shims.add(Long.toString((long) number(PARENT, status(pid)))));
    processes.addAll(shims);
    processes.remove("0");
    return processes.stream().mapToDouble(pid -> number(RESIDENT, status(pid))).sum() / KIBIBYTES;
  }

  private String cgroup(Sandbox sandbox) {
    return bench.host().cgroupRoot() + "/" + sandbox.id();
  }

  private static Path status(String pid) {
    return Path.of("/proc", pid, "status");
  }

  private static Set<String> processes(Collection<Path> cgroups) {
    Set<String> pids = new TreeSet<>();
    for (Path cgroup : cgroups) {
      if (Files.isDirectory(cgroup)) {
        try (Stream<Path> all = Files.walk(cgroup)) {
          for (Path file : all.filter(path -> path.endsWith("cgroup.procs")).toList()) {
            pids.addAll(Files.readAllLines(file));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return pids;
  }

  private static double number(Pattern line, Path file) {
    try {
      Matcher matcher = line.matcher(Files.readString(file));
      return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
