package io.kriterion.grader.containerd;

import io.kriterion.grader.cgroup.Cgroups;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.process.ProcessId;
import io.kriterion.grader.process.ProcessTable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ends an instance and removes every trace of it, in whatever state it is: running, without its
 * containerd, or half removed. Everything in it is thrown away, so nothing is asked to end: it is
 * killed.
 *
 * <p>What belongs to the instance: the processes that see its own {@code /run}, their descendants,
 * and the members of its control groups. Its mounts exist in its namespaces alone and go with the
 * last of these processes.
 */
final class InstanceRemoval {

  private static final Duration PROCESSES = Duration.ofSeconds(10);
  private static final Duration DELETION = Duration.ofMinutes(2);
  private static final Duration OTHER_REMOVER = Duration.ofMinutes(3);

  /** File locks do not tell threads of one Java machine apart. */
  private static final Object ONE_AT_A_TIME = new Object();

  private InstanceRemoval() {}

  /** Asked when nobody else is removing the instance: whether it is still to be removed. */
  interface Condition {

    boolean holds() throws IOException;
  }

  /**
   * Removes the instance if the condition holds; fine when it is not there. Blocks some tenths of a
   * second in the usual case, a few minutes at most; an interrupt does not end it and is kept. True
   * when it was removed here.
   *
   * @throws ContainerdException when something cannot be removed
   */
  static boolean remove(InstanceDirectories directories, Condition condition) {
    // An interrupted thread cannot use a file channel.
    boolean interrupted = Thread.interrupted();
    try {
      synchronized (ONE_AT_A_TIME) {
        return removeLocked(directories, condition);
      }
    } catch (IOException e) {
      throw new ContainerdException(
          "cannot remove the private containerd " + directories.name() + ": " + e, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean removeLocked(InstanceDirectories directories, Condition condition)
      throws IOException {
    Path lockFile = directories.state().resolve("removal.lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel, directories)) {
      // Whoever had the lock before may have removed it, or even started another in its place.
      if (lock.isValid() && Files.exists(lockFile) && condition.holds()) {
        removeAll(directories);
        return true;
      }
      return false;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static FileLock lock(FileChannel channel, InstanceDirectories directories)
      throws IOException {
    List<FileLock> locks = new ArrayList<>();
    List<IOException> failures = new ArrayList<>();
    Poll.untilUninterruptibly(
        () -> {
          try {
            FileLock lock = channel.tryLock();
            return lock != null && locks.add(lock);
          } catch (IOException e) {
            return failures.add(e);
          }
        },
        OTHER_REMOVER);
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    if (locks.isEmpty()) {
      throw new ContainerdException(
          "another process is removing the private containerd " + directories.name());
    }
    return locks.getFirst();
  }

  private static void removeAll(InstanceDirectories directories) throws IOException {
    Optional<InstanceRecord> record = InstanceRecord.read(directories.state());
    boolean foreignCgroups = record.map(InstanceRecord::foreignCgroups).orElse(true);
    // containerd first, so that it starts nothing meanwhile. Then the containers' groups, which
    // take
    // away their right to fork: a program that forks for ever cannot outrun that. They are removed
    // again after the shims, because one may just have been making a container.
    InstanceRecord.containerd(directories.state()).ifPresent(ProcessId::kill);
    removeCgroups(directories, foreignCgroups);
    killProcesses(directories);
    removeCgroups(directories, foreignCgroups);
    Optional<DataMark> mine = record.map(found -> new DataMark(directories.state(), found.owner()));
    if (mine.isPresent() && mine.equals(DataMark.read(directories.data()))) {
      delete(directories.data());
    }
    delete(directories.state());
    removeIfEmpty(directories.state().resolveSibling(""));
    removeIfEmpty(directories.data().resolveSibling(""));
  }

  private static void killProcesses(InstanceDirectories directories) {
    boolean gone =
        Poll.untilUninterruptibly(
            () -> {
              Set<ProcessId> members = members(directories);
              members.forEach(ProcessId::kill);
              return members.isEmpty();
            },
            PROCESSES);
    if (!gone) {
      throw new ContainerdException(
          "processes of the private containerd "
              + directories.name()
              + " do not end: "
              + members(directories).stream().map(ProcessId::pid).sorted().toList());
    }
  }

  private static Set<ProcessId> members(InstanceDirectories directories) {
    ProcessTable table = ProcessTable.read();
    Set<ProcessId> members =
        new HashSet<>(table.withDescendants(table.seeingMount(directories.mountSource())));
    members.remove(ProcessId.current());
    return members;
  }

  private static void removeCgroups(InstanceDirectories directories, boolean foreignCgroups)
      throws IOException {
    Cgroups cgroups = Cgroups.detect();
    cgroups.remove(directories.cgroup());
    cgroups.removeIfEmpty("/kriterion");
    for (Path namespace : children(directories.bundles())) {
      String parent = "/" + namespace.getFileName();
      for (Path bundle : children(namespace)) {
        cgroups.remove(parent + "/" + bundle.getFileName());
      }
      if (!foreignCgroups) {
        cgroups.removeIfEmpty(parent);
      }
    }
    if (!foreignCgroups) {
      cgroups.removeIfEmpty("/k8s.io");
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(children::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return children;
  }

  /** As rm does it: from directory to directory by handle, however deep, never through a link. */
  static void delete(Path directory) {
    List<String> command = List.of("rm", "-rf", "--one-file-system", "--", directory.toString());
    boolean interrupted = false;
    boolean finished = false;
    while (!finished) {
      try {
        Command.run("cannot remove " + directory, DELETION, command);
        finished = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeIfEmpty(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // Others have something there.
      return;
    }
  }
}
