package io.kriterion.grader.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** One go at killing and removing a group of one hierarchy with all that is below it. */
final class CgroupRemoval {

  private CgroupRemoval() {}

  /** Goes over the tree once, bottom-up; true when it is gone, false when it needs another go. */
  static boolean removeTree(Path directory) {
    // No new process may appear while those that are there are killed.
    writeIfThere(directory.resolve("pids.max"), "0");
    writeIfThere(directory.resolve("cgroup.kill"), "1");
    boolean empty = true;
    try (DirectoryStream<Path> children =
        Files.newDirectoryStream(
            directory, entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
      for (Path child : children) {
        empty &= removeTree(child);
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
    killMembers(directory.resolve("cgroup.procs"));
    return empty && removeDirectory(directory);
  }

  /** True when the directory is gone; false when something is in it. */
  static boolean removeDirectory(Path directory) {
    try {
      Files.deleteIfExists(directory);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void killMembers(Path procs) {
    List<ProcessHandle> members = new ArrayList<>();
    pids(procs).forEach(pid -> ProcessHandle.of(pid).ifPresent(members::add));
    if (members.isEmpty()) {
      return;
    }
    // Who is still listed now is the process that the handle was taken of.
    Set<Long> still = Set.copyOf(pids(procs));
    for (ProcessHandle member : members) {
      if (still.contains(member.pid()) && !member.equals(ProcessHandle.current())) {
        member.destroyForcibly();
      }
    }
  }

  private static List<Long> pids(Path procs) {
    try (Stream<String> lines = Files.lines(procs)) {
      return lines.map(Long::parseLong).filter(pid -> pid > 0).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  private static void writeIfThere(Path file, String value) {
    try {
      if (Files.exists(file)) {
        Cgroups.put(file, value);
      }
    } catch (IOException e) {
      // Only a help: the kill below is repeated until the group is empty.
      return;
    }
  }
}
