package io.kriterion.it.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Running processes that have to do with containers, by their program or their cgroup. */
final class Processes {

  private static final Path PROC = Path.of("/proc");

  private static final Set<String> PROGRAMS =
      Set.of(
          "containerd",
          "containerd-shim-runc-v2",
          "ctr",
          "runc",
          "crun",
          "runsc",
          "runsc-sandbox",
          "runsc-gofer",
          "runsc-handler",
          "kriterion-init",
          "null-cni",
          "kriterion-null",
          "pause");

  /**
   * One process.
   *
   * @param directory its place in /proc
   * @param started in clock ticks after the boot
   * @param command its name, which is at most 15 bytes
   * @param commandLine its arguments, with blanks between them
   * @param cgroup the cgroup that the node has it in; empty where it has it in none
   */
  record Entry(Path directory, String started, String command, String commandLine, String cgroup) {

    /*
     * Where a sandbox lives on, some of its processes change, and are named by it and not by their
     * numbers: kriterion-init's own (a child is ready for the next step, and another one soon after
     * that), and those that gVisor keeps for its programs' memory, without a command line.
     */
    String line() {
      boolean changes = commandLine.isEmpty() || commandLine.startsWith("/.kriterion/init ");
      return changes && !cgroup.isEmpty()
          ? "process of " + cgroup + ": " + commandLine
          : "process %s (tick %s) %s of %s: %s"
              .formatted(directory.getFileName(), started, command, cgroup, commandLine);
    }
  }

  private Processes() {}

  static List<String> ofContainers() {
    return containers().stream().map(Entry::line).toList();
  }

  /** Those, but for the process that asks. */
  static List<Entry> containers() {
    List<Entry> found = new ArrayList<>();
    String self = Long.toString(ProcessHandle.current().pid());
    try (DirectoryStream<Path> numbers = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path directory : numbers) {
        if (!directory.endsWith(self)) {
          look(directory, found);
        }
      }
    } catch (IOException e) {
      throw new AssertionError("cannot read /proc", e);
    }
    return found;
  }

  private static void look(Path directory, List<Entry> found) {
    try {
      String stat = read(directory.resolve("stat"));
      int close = stat.lastIndexOf(')');
      String[] fields = stat.substring(close + 2).split(" ", -1);
      String[] arguments = read(directory.resolve("cmdline")).split("\0", -1);
      String command = stat.substring(stat.indexOf('(') + 1, close);
      String commandLine = String.join(" ", arguments).strip();
      String cgroups = read(directory.resolve("cgroup"));
      Entry entry = new Entry(directory, fields[19], command, commandLine, nodes(cgroups));
      boolean zombie = fields[0].equals("Z") || fields[0].equals("X");
      if (!zombie && (belongs(entry, arguments[0]) || inContainersCgroup(cgroups))) {
        found.add(entry);
      }
    } catch (IOException e) {
      // It ended meanwhile.
      return;
    }
  }

  private static boolean belongs(Entry entry, String program) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    return PROGRAMS.contains(name)
        || PROGRAMS.contains(entry.command())
        || program.startsWith("/.kriterion/")
        || entry.commandLine().contains("/kriterion.jar ")
        || entry.commandLine().contains("/run/kriterion/");
  }

  private static boolean inContainersCgroup(String cgroups) {
    return cgroups
        .lines()
        .anyMatch(line -> line.contains(":/kriterion") || line.contains(":/k8s.io"));
  }

  /* A line is number:controllers:path. */
  private static String nodes(String cgroups) {
    return cgroups
        .lines()
        .map(line -> line.split(":", 3)[2])
        .filter(path -> path.startsWith("/kriterion/"))
        .findFirst()
        .orElse("");
  }

  static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
