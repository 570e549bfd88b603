package io.kriterion.grader.sandbox;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.ByteSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The only place that a submission can write: a memory file system of a fixed size, holding its
 * working directory and its {@code /tmp}.
 *
 * <p>CRI knows no such mount, so the node makes it and the container binds it. It is mounted in the
 * runtime's mount namespace, by the system's own mount program. The node never looks into it once a
 * submission has been there.
 */
final class Workspace implements AutoCloseable {

  /** The user and group that submissions run as. */
  static final int USER = 65_534;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  // mountpoint, options, user: one shell and few programs, since each process costs milliseconds
  private static final String MOUNT =
      "mount -t tmpfs -o \"$2\" kriterion \"$1\""
          + " && { install -d -m 0755 -o \"$3\" -g \"$3\" \"$1/work\""
          + " && install -d -m 1777 \"$1/tmp\" || { umount \"$1\"; exit 1; }; }";

  private final Path mountPoint;
  private final OptionalLong mountNamespaceOf;

  private Workspace(Path mountPoint, OptionalLong mountNamespaceOf) {
    this.mountPoint = mountPoint;
    this.mountNamespaceOf = mountNamespaceOf;
  }

  /**
   * Mounts a new workspace.
   *
   * @param mountPoint an empty directory
   * @param size how much fits in
   */
  static Workspace mount(Path mountPoint, ByteSize size, OptionalLong mountNamespaceOf) {
    Workspace workspace = new Workspace(mountPoint, mountNamespaceOf);
    // an inode costs kernel memory: as many as there are pages, within bounds
    long inodes = Math.clamp(size.bytes() / 4096, 1024, 262_144);
    String options = "size=%d,nr_inodes=%d,mode=0755,nosuid,nodev".formatted(size.bytes(), inodes);
    workspace.run(
        List.of(
            "sh", "-c", MOUNT, "workspace", mountPoint.toString(), options, String.valueOf(USER)));
    return workspace;
  }

  /** The directory on the host to be bound as the working directory. */
  Path work() {
    return mountPoint.resolve("work");
  }

  /** The directory on the host to be bound as {@code /tmp}. */
  Path tmp() {
    return mountPoint.resolve("tmp");
  }

  /** Unmounts it, with all that is in it. */
  @Override
  public void close() {
    run(List.of("umount", "-l", mountPoint.toString()));
  }

  private void run(List<String> command) {
    List<String> full = new ArrayList<>();
    mountNamespaceOf.ifPresent(
        pid -> full.addAll(List.of("nsenter", "--mount=/proc/" + pid + "/ns/mnt", "--")));
    full.addAll(command);
    String what = command.getFirst().equals("sh") ? "mount" : "unmount";
    try {
      Process process = new ProcessBuilder(full).redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw failure(what, "no answer within " + PATIENCE.toSeconds() + " s", null);
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        throw failure(what, said.isEmpty() ? "exit code " + process.exitValue() : said, null);
      }
    } catch (IOException e) {
      throw failure(what, String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(what, "interrupted", e);
    }
  }

  private GraderException failure(
      String what, String reason, @org.jspecify.annotations.Nullable Exception cause) {
    return new GraderException(
        FailureClass.NODE,
        "cannot " + what + " the workspace at " + mountPoint + ": " + reason.replace('\n', ' '),
        cause);
  }
}
