package io.kriterion.grader.sandbox;

import com.google.common.util.concurrent.Uninterruptibles;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Makes the only place that a submission can write: a memory file system of a fixed size, holding
 * its working directory and its {@code /tmp}.
 *
 * <p>CRI knows no such mount, so the node makes it and the container binds it. It is mounted in the
 * runtime's mount namespace, which a thread of this object's own has entered. The node never looks
 * into it once a submission has been there. Safe for many threads.
 */
public final class Workspaces implements AutoCloseable {

  private interface Work {
    void run(LinuxCalls calls) throws IOException;
  }

  private static final int PAGE = 4096;
  private static final int LEAST_INODES = 1024;
  private static final int MOST_INODES = 262_144;

  private final OptionalLong mountNamespaceOf;
  private final ExecutorService thread;
  private @Nullable LinuxCalls calls; // of that thread alone

  /**
   * Takes one daemon thread, which ends with {@link #close}.
   *
   * @param mountNamespaceOf a process in whose mount namespace the mounts are made, or empty for
   *     this process's own
   */
  public Workspaces(OptionalLong mountNamespaceOf) {
    this.mountNamespaceOf = mountNamespaceOf;
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("workspaces").factory());
  }

  /** A process whose mount namespace the mounts are made in, or empty for this process's own. */
  public OptionalLong mountNamespaceOf() {
    return mountNamespaceOf;
  }

  /**
   * Mounts a new workspace; blocks until it is there, also when interrupted.
   *
   * @param mountPoint an empty directory
   * @param size how much fits in
   * @param user the owner of the working directory, and of its group
   */
  void mount(Path mountPoint, ByteSize size, int user) {
    // an inode costs kernel memory: as many as there are pages, within bounds
    long inodes = Math.clamp(size.bytes() / PAGE, LEAST_INODES, MOST_INODES);
    String options = "size=%d,nr_inodes=%d,mode=0755".formatted(size.bytes(), inodes);
    run(
        "mount",
        mountPoint,
        linux -> {
          linux.mount(
              "kriterion",
              mountPoint,
              "tmpfs",
              LinuxCalls.MS_NOSUID | LinuxCalls.MS_NODEV,
              options);
          try {
            linux.makeDirectory(work(mountPoint), user, 0755);
            linux.makeDirectory(tmp(mountPoint), 0, 01777);
          } catch (IOException e) {
            linux.unmount(mountPoint, LinuxCalls.MNT_DETACH);
            throw e;
          }
        });
  }

  /** Unmounts it, with all that is in it; blocks until that is done, also when interrupted. */
  void unmount(Path mountPoint) {
    run("unmount", mountPoint, linux -> linux.unmount(mountPoint, LinuxCalls.MNT_DETACH));
  }

  /** The directory on the host to be bound as the working directory. */
  static Path work(Path mountPoint) {
    return mountPoint.resolve("work");
  }

  /** The directory on the host to be bound as {@code /tmp}. */
  static Path tmp(Path mountPoint) {
    return mountPoint.resolve("tmp");
  }

  private void run(String what, Path mountPoint, Work work) {
    FutureTask<@Nullable Void> task =
        new FutureTask<>(() -> {
          work.run(entered());
          return null;
        });
    thread.execute(task);
    try {
      Uninterruptibles.getUninterruptibly(task);
    } catch (ExecutionException e) {
      throw new GraderException(
          FailureClass.NODE,
          "cannot %s the workspace at %s: %s".formatted(what, mountPoint, reason(e)),
          e.getCause());
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }

  /* The thread enters the namespace with its first work. */
  private LinuxCalls entered() throws IOException {
    LinuxCalls known = calls;
    if (known == null) {
      known = new LinuxCalls();
      if (mountNamespaceOf.isPresent()) {
        known.enterMountNamespace(mountNamespaceOf.getAsLong());
      }
      calls = known;
    }
    return known;
  }

  /** Waits until the thread has ended, and with it its hold on the runtime's mount namespace. */
  @Override
  public void close() {
    thread.close();
  }
}
