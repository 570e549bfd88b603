package io.kriterion.it.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.cgroup.Cgroups;
import io.kriterion.grader.containerd.PrivateContainerdOptions;
import io.kriterion.grader.process.ProcessId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What an instance could leave behind on the machine, looked for without the code under test. */
final class Traces {

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  private final String name;
  private final boolean runContainerd = Files.exists(Path.of("/run/containerd"));
  private final boolean containerdCgroups = Cgroups.detect().exists("/k8s.io");
  private final Set<ProcessId> seen = new TreeSet<>((a, b) -> Long.compare(a.pid(), b.pid()));

  Traces(String name) {
    this.name = name;
  }

  /** Remembers the processes that run in the instance's cgroups now, and counts them. */
  int remember() throws IOException {
    for (Path procs : named("cgroup.procs")) {
      for (String pid : Files.readAllLines(procs)) {
        ProcessId.of(Long.parseLong(pid)).ifPresent(seen::add);
      }
    }
    return seen.size();
  }

  void assertNone() throws IOException {
    assertThat(seen.stream().filter(ProcessId::alive)).as("processes of containers").isEmpty();
    assertThat(processes()).as("processes that name the instance").isEmpty();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain("/" + name + "/");
    assertThat(named("cgroup.procs")).as("cgroups").isEmpty();
    assertThat(state()).doesNotExist();
    assertThat(PrivateContainerdOptions.DEFAULT_DATA_ROOT.resolve(name)).doesNotExist();
    if (!runContainerd) {
      assertThat(Path.of("/run/containerd")).doesNotExist();
    }
    if (!containerdCgroups) {
      assertThat(Cgroups.detect().directories("/k8s.io"))
          .noneMatch(directory -> Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS));
    }
  }

  Path state() {
    return PrivateContainerdOptions.DEFAULT_STATE_ROOT.resolve(name);
  }

  private List<String> processes() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        try {
          String command =
              Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
          if (command.contains(state() + "/")) {
            found.add(process.getFileName() + ": " + command.replace('\0', ' '));
          }
        } catch (IOException e) {
          // Not a process, or one that ended meanwhile.
        }
      }
    }
    return found;
  }

  /** Files of this name in any cgroup below one that has the instance's name. */
  private List<Path> named(String file) throws IOException {
    try (Stream<Path> files = Files.walk(CGROUPS)) {
      return files
          .filter(path -> path.endsWith(file) && path.toString().contains("/" + name + "/"))
          .toList();
    }
  }
}
