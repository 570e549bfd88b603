package io.kriterion.it.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.process.Poll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The look at the host sees one left thing of every kind; without this its silence means nothing.
 */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class HostSnapshotTest {

  private static final String NAME = "kriterion-it-" + ProcessHandle.current().pid();

  private static List<String> more(HostSnapshot before) {
    return HostSnapshot.now().beyond(before);
  }

  @Test
  void seesAProcess() throws IOException, InterruptedException {
    HostSnapshot before = HostSnapshot.now();
    Process process = new ProcessBuilder("bash", "-c", "exec -a kriterion-init sleep 1000").start();
    try {
      String wanted = "process " + process.pid() + " ";
      assertThat(
              Poll.until(
                  () -> more(before).stream().anyMatch(line -> line.startsWith(wanted)),
                  Duration.ofSeconds(10)))
          .isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void seesAMount(@TempDir Path directory) throws IOException, InterruptedException {
    HostSnapshot before = HostSnapshot.now();
    run("mount", "-n", "-t", "tmpfs", "none", directory.toString());
    try {
      assertThat(more(before))
          .anyMatch(line -> line.startsWith("mount " + directory + " of tmpfs"));
    } finally {
      run("umount", "-n", directory.toString());
    }
  }

  @Test
  void seesACgroup() throws IOException {
    Path root = Path.of("/sys/fs/cgroup");
    Path hierarchy = Files.exists(root.resolve("cgroup.controllers")) ? root : root.resolve("pids");
    HostSnapshot before = HostSnapshot.now();
    Path cgroup = Files.createDirectory(hierarchy.resolve(NAME));
    try {
      assertThat(more(before)).contains("cgroup " + root.relativize(cgroup));
    } finally {
      Files.delete(cgroup);
    }
  }

  @Test
  void seesDirectories() throws IOException {
    for (String parent : List.of("/run/kriterion", "/var/lib/kriterion", "/run/netns", "/tmp")) {
      HostSnapshot before = HostSnapshot.now();
      boolean there = Files.exists(Path.of(parent));
      Path made = Files.createDirectories(Path.of(parent, NAME));
      try {
        assertThat(more(before)).anyMatch(line -> line.endsWith(" " + made));
      } finally {
        Files.delete(made);
        if (!there) {
          Files.delete(Path.of(parent));
        }
      }
    }
  }

  @Test
  void seesAListeningPort() throws IOException {
    HostSnapshot before = HostSnapshot.now();
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(more(before))
          .anyMatch(line -> line.startsWith("listening port " + socket.getLocalPort() + " "));
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }
}
