package io.kriterion.grader.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {

  @TempDir Path proc;

  @Test
  void findsTheProcessesThatSeeAMount() throws IOException {
    process(10, 1, 'S', "sh", "mnt:[1]", "30 1 0:5 / / rw - ext4 /dev/x rw");
    process(
        11,
        10,
        'S',
        "a) b (c",
        "mnt:[2]",
        "31 1 0:6 / /run rw shared:1 - tmpfs kriterion:/run/k/a rw");
    process(12, 10, 'S', "x", "mnt:[3]", "31 1 0:6 / /run rw - tmpfs kriterion:/run/k/ab rw");
    process(13, 10, 'Z', "x", "mnt:[2]", "31 1 0:6 / /run rw - tmpfs kriterion:/run/k/a rw");
    assertThat(ProcessTable.read(proc).seeingMount("kriterion:/run/k/a"))
        .extracting(ProcessId::pid)
        .containsExactly(11L);
  }

  @Test
  void descendantsAreFoundInAnyOrder() throws IOException {
    process(20, 30, 'S', "grandchild", "mnt:[1]", "");
    process(30, 40, 'S', "child", "mnt:[1]", "");
    process(40, 1, 'S', "parent", "mnt:[1]", "");
    process(50, 1, 'S', "stranger", "mnt:[1]", "");
    ProcessId parent = new ProcessId(40, 4000, ProcessId.currentBoot());
    assertThat(ProcessTable.read(proc).withDescendants(Set.of(parent)))
        .extracting(ProcessId::pid)
        .containsExactlyInAnyOrder(20L, 30L, 40L);
  }

  @Test
  void theRealOneHoldsThisProcess() {
    assertThat(ProcessTable.read().withDescendants(Set.of(ProcessId.current())))
        .contains(ProcessId.current());
  }

  private void process(
      long pid, long parent, char state, String command, String namespace, String mounts)
      throws IOException {
    Path directory = Files.createDirectories(proc.resolve(pid + "/ns")).resolveSibling("");
    Files.createSymbolicLink(directory.resolve("ns/mnt"), Path.of(namespace));
    Files.writeString(directory.resolve("mountinfo"), mounts + "\n");
    Files.writeString(
        directory.resolve("stat"),
        "%d (%s) %c %d 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 %d 0 0\n"
            .formatted(pid, command, state, parent, pid * 100));
  }
}
