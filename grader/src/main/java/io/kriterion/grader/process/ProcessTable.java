package io.kriterion.grader.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The running processes of this machine at one moment. Processes that ended while the table was
 * read are left out. Immutable.
 */
public final class ProcessTable {

  /** What {@code /proc/PID/stat} says about one process. */
  record Entry(long pid, long parent, long startTicks, char state) {

    boolean running() {
      return state != 'Z' && state != 'X' && state != 'x';
    }
  }

  private final Path proc;
  private final List<Entry> entries;

  private ProcessTable(Path proc, List<Entry> entries) {
    this.proc = proc;
    this.entries = List.copyOf(entries);
  }

  /** The processes that run now. */
  public static ProcessTable read() {
    return read(Path.of("/proc"));
  }

  static ProcessTable read(Path proc) {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> numbers = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path number : numbers) {
        entry(proc, Long.parseLong(number.getFileName().toString()))
            .filter(Entry::running)
            .ifPresent(entries::add);
      }
    } catch (IOException | NumberFormatException e) {
      throw new IllegalStateException("cannot read " + proc + ": " + e.getMessage(), e);
    }
    return new ProcessTable(proc, entries);
  }

  /**
   * The processes in whose mount namespace something is mounted from {@code source}, the name that
   * a mount of a file system without a device was given.
   */
  public Set<ProcessId> seeingMount(String source) {
    String boot = ProcessId.currentBoot();
    Map<Path, Boolean> namespaces = new HashMap<>();
    Set<ProcessId> found = new HashSet<>();
    for (Entry entry : entries) {
      Path process = proc.resolve(Long.toString(entry.pid()));
      try {
        Path namespace = Files.readSymbolicLink(process.resolve("ns/mnt"));
        Boolean sees = namespaces.get(namespace);
        if (sees == null) {
          sees = mounts(process.resolve("mountinfo"), source);
          namespaces.put(namespace, sees);
        }
        if (sees) {
          found.add(new ProcessId(entry.pid(), entry.startTicks(), boot));
        }
      } catch (IOException e) {
        // It ended meanwhile: then it is in no namespace.
      }
    }
    return found;
  }

  /** These processes and all that descend from them. */
  public Set<ProcessId> withDescendants(Set<ProcessId> ancestors) {
    String boot = ProcessId.currentBoot();
    Set<ProcessId> family = new HashSet<>(ancestors);
    Set<Long> pids = new HashSet<>();
    ancestors.forEach(ancestor -> pids.add(ancestor.pid()));
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Entry entry : entries) {
        if (pids.contains(entry.parent()) && pids.add(entry.pid())) {
          family.add(new ProcessId(entry.pid(), entry.startTicks(), boot));
          grown = true;
        }
      }
    }
    return family;
  }

  static Optional<Entry> entry(Path proc, long pid) {
    try {
      String stat =
          Files.readString(proc.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1).strip();
      // The command between the parentheses may itself hold blanks and parentheses.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(
          new Entry(
              pid, Long.parseLong(fields[1]), Long.parseLong(fields[19]), fields[0].charAt(0)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean mounts(Path mountinfo, String source) throws IOException {
    // ... optional fields, a lone "-", file system type, source, options
    String wanted = " - tmpfs " + source + " ";
    return Files.readString(mountinfo, StandardCharsets.ISO_8859_1)
        .lines()
        .anyMatch(line -> line.contains(wanted));
  }
}
