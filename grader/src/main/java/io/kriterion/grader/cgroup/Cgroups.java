package io.kriterion.grader.cgroup;

import io.kriterion.grader.process.Poll;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The control groups of this machine. A group is named by its path below the root of every
 * hierarchy, such as {@code /kriterion/node/task-7}; one call covers all hierarchies of version 1,
 * or the single one of version 2. Immutable and safe for many threads; operations on one path must
 * not run at the same time.
 */
public final class Cgroups {

  private static final Path MOUNT_POINT = Path.of("/sys/fs/cgroup");
  private static final Duration REMOVAL = Duration.ofSeconds(10);
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9._:-]*)+");

  /** Hierarchies of a version 1 machine that hold processes but no controller. */
  private static final Set<String> WITHOUT_CONTROLLER = Set.of("systemd", "unified");

  private static final List<String> NEEDED = List.of("cpu", "cpuset", "io", "memory", "pids");

  private final boolean unified;
  private final boolean hybrid;

  /** Controller (or name of the hierarchy) to the directory it is mounted on; one for version 2. */
  private final Map<String, Path> hierarchies;

  private Cgroups(boolean unified, boolean hybrid, Map<String, Path> hierarchies) {
    this.unified = unified;
    this.hybrid = hybrid;
    this.hierarchies = Map.copyOf(hierarchies);
  }

  /**
   * What is mounted on {@code /sys/fs/cgroup}.
   *
   * @throws CgroupException when nothing usable is
   */
  public static Cgroups detect() {
    return at(MOUNT_POINT);
  }

  /**
   * What is mounted on another place.
   *
   * @param root where the hierarchies are, or the one
   * @throws CgroupException when nothing usable is
   */
  public static Cgroups at(Path root) {
    if (Files.exists(root.resolve("cgroup.controllers"))) {
      return new Cgroups(true, false, Map.of("", root));
    }
    Map<String, Path> hierarchies = new LinkedHashMap<>();
    boolean hybrid = false;
    try (DirectoryStream<Path> mounts = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path mount : mounts) {
        if (!Files.exists(mount.resolve("cgroup.procs"))) {
          continue;
        }
        hybrid |= Files.exists(mount.resolve("cgroup.controllers"));
        // "cpu,cpuacct" is one hierarchy; "cpu" beside it is a symbolic link to it.
        Path real = mount.toRealPath();
        for (String controller : mount.getFileName().toString().split(",", -1)) {
          hierarchies.put(controller, real);
        }
      }
    } catch (IOException e) {
      throw new CgroupException("cannot read " + root + ": " + e.getMessage(), e);
    }
    if (!hierarchies.containsKey("memory") || !hierarchies.containsKey("pids")) {
      throw new CgroupException(
          "no control groups under " + root + " (expected: the controllers memory and pids)");
    }
    return new Cgroups(false, hybrid, hierarchies);
  }

  /**
   * What was found, for people: {@code cgroup v1}, {@code cgroup v1 (hybrid)}, {@code cgroup v2}.
   */
  public String describe() {
    return unified ? "cgroup v2" : hybrid ? "cgroup v1 (hybrid)" : "cgroup v1";
  }

  /** Whether all controllers share one hierarchy (version 2), whose file names differ. */
  public boolean unified() {
    return unified;
  }

  /** Where this group is, or would be, in every hierarchy. */
  public List<Path> directories(String cgroupPath) {
    String relative = relative(cgroupPath);
    return new LinkedHashSet<>(hierarchies.values())
        .stream().map(root -> root.resolve(relative)).sorted().toList();
  }

  /** Whether this group is in any hierarchy. */
  public boolean exists(String cgroupPath) {
    return directories(cgroupPath).stream().anyMatch(Files::isDirectory);
  }

  /**
   * Makes the group and those above it wherever a controller is; fine when they exist. On version 2
   * the controllers are enabled on the way; on version 1 the group may run on its parent's CPUs.
   *
   * @throws CgroupException when the kernel refuses
   */
  public void create(String cgroupPath) {
    String relative = relative(cgroupPath);
    Set<Path> roots = new LinkedHashSet<>();
    hierarchies.forEach((name, root) -> {
      if (!WITHOUT_CONTROLLER.contains(name)) {
        roots.add(root);
      }
    });
    try {
      for (Path root : roots) {
        Path directory = root;
        for (Path part : Path.of(relative)) {
          if (unified) {
            enableControllers(directory);
          }
          Path parent = directory;
          directory = directory.resolve(part);
          if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
          }
          inherit(parent, directory, "cpuset.cpus");
          inherit(parent, directory, "cpuset.mems");
        }
      }
    } catch (IOException e) {
      throw new CgroupException("cannot create cgroup " + cgroupPath + ": " + reason(e), e);
    }
  }

  /**
   * Kills what still runs in the group and in those below it, and removes them; fine when there is
   * none. Blocks up to ten seconds, also when the thread is interrupted.
   *
   * @throws CgroupException when something is left after that time
   */
  public void remove(String cgroupPath) {
    List<Path> directories = directories(cgroupPath);
    boolean removed =
        Poll.untilUninterruptibly(
            () -> directories.stream().map(CgroupRemoval::removeTree).allMatch(gone -> gone),
            REMOVAL);
    if (!removed) {
      throw new CgroupException(
          "cannot remove cgroup "
              + cgroupPath
              + ": still in use after "
              + REMOVAL.toSeconds()
              + " s");
    }
  }

  /** Removes the group only when it holds neither processes nor groups; says whether it is gone. */
  public boolean removeIfEmpty(String cgroupPath) {
    return directories(cgroupPath).stream()
        .map(CgroupRemoval::removeDirectory)
        .allMatch(gone -> gone);
  }

  /**
   * Writes one of the group's files. On version 2 the controller only says where the value belongs.
   *
   * @throws CgroupException when the controller or the group is missing or the value is refused
   */
  public void write(String cgroupPath, String controller, String file, String value) {
    Path target = file(cgroupPath, controller, file);
    try {
      put(target, value);
    } catch (IOException e) {
      throw new CgroupException("cannot write " + value + " to " + target + ": " + reason(e), e);
    }
  }

  /**
   * One of the group's files without the last line end; empty when the group or the file is not
   * there.
   */
  public Optional<String> read(String cgroupPath, String controller, String file) {
    if (!unified && !hierarchies.containsKey(controller)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Files.readString(file(cgroupPath, controller, file), StandardCharsets.ISO_8859_1)
              .stripTrailing());
    } catch (IOException e) {
      // ENODEV: the group was removed between opening and reading.
      return Optional.empty();
    }
  }

  /**
   * The most bytes of memory that were charged to the group and those below it at a time; empty
   * when it is not there or the kernel does not tell: version 2 before Linux 5.19, version 1 where
   * a group does not count those below it.
   */
  public Optional<Long> peakMemory(String cgroupPath) {
    return read(cgroupPath, "memory", unified ? "memory.peak" : "memory.max_usage_in_bytes")
        .map(Long::valueOf)
        .filter(bytes -> bytes > 0);
  }

  private Path file(String cgroupPath, String controller, String file) {
    Path root = hierarchies.get(unified ? "" : controller);
    if (root == null) {
      throw new CgroupException("no cgroup controller " + controller + " on this machine");
    }
    return root.resolve(relative(cgroupPath)).resolve(file);
  }

  private static String relative(String cgroupPath) {
    if (!PATH.matcher(cgroupPath).matches()) {
      throw new IllegalArgumentException(
          "cgroup path: "
              + cgroupPath
              + " (expected: /name or /name/name of letters, digits, ._:-)");
    }
    return cgroupPath.substring(1);
  }

  private static void enableControllers(Path directory) throws IOException {
    Set<String> there = words(directory.resolve("cgroup.controllers"));
    Set<String> enabled = words(directory.resolve("cgroup.subtree_control"));
    for (String controller : NEEDED) {
      if (there.contains(controller) && !enabled.contains(controller)) {
        put(directory.resolve("cgroup.subtree_control"), "+" + controller);
      }
    }
  }

  private static Set<String> words(Path file) throws IOException {
    return Set.of(Files.readString(file).strip().split("\\s+", -1));
  }

  /** A new version 1 cpuset has no CPUs, and a process cannot enter it, until it is given some. */
  private static void inherit(Path parent, Path child, String file) throws IOException {
    Path target = child.resolve(file);
    if (Files.exists(target)
        && Files.exists(parent.resolve(file))
        && Files.readString(target).isBlank()) {
      String value = Files.readString(parent.resolve(file)).strip();
      if (!value.isEmpty()) {
        put(target, value);
      }
    }
  }

  /** Never makes a file: a name that the kernel does not offer is an error. */
  static void put(Path file, String value) throws IOException {
    Files.writeString(file, value, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static String reason(IOException e) {
    return e instanceof NoSuchFileException ? "it does not exist" : String.valueOf(e.getMessage());
  }
}
