package io.kriterion.grader.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupsTest {

  @TempDir Path root;

  @Test
  void tellsTheVersions() throws IOException {
    assertThat(version1().describe()).isEqualTo("cgroup v1");
    write("unified/cgroup.procs", "");
    write("unified/cgroup.controllers", "");
    Cgroups hybrid = Cgroups.at(root);
    assertThat(hybrid.describe()).isEqualTo("cgroup v1 (hybrid)");
    assertThat(hybrid.unified()).isFalse();
  }

  @Test
  void version1MakesTheGroupUnderEveryController() throws IOException {
    Cgroups cgroups = version1();
    cgroups.create("/kriterion/a");
    assertThat(root.resolve("memory/kriterion/a")).isDirectory();
    assertThat(root.resolve("pids/kriterion/a")).isDirectory();
    assertThat(root.resolve("cpu,cpuacct/kriterion/a")).isDirectory();
    assertThat(root.resolve("systemd/kriterion")).doesNotExist();
    assertThat(cgroups.directories("/kriterion/a"))
        .as("each hierarchy once, those without a controller too")
        .hasSize(4);
    assertThat(cgroups.exists("/kriterion/a")).isTrue();
    cgroups.create("/kriterion/a");
  }

  @Test
  void version1ReadsAndWritesByController() throws IOException {
    Cgroups cgroups = version1();
    cgroups.create("/kriterion/a");
    write("cpu,cpuacct/kriterion/a/cpuacct.usage", "17\n");
    write("pids/kriterion/a/pids.max", "max\n");
    assertThat(cgroups.read("/kriterion/a", "cpuacct", "cpuacct.usage")).contains("17");
    assertThat(cgroups.read("/kriterion/a", "memory", "memory.peak")).isEmpty();
    assertThat(cgroups.read("/kriterion/a", "rdma", "rdma.max")).isEmpty();
    cgroups.write("/kriterion/a", "pids", "pids.max", "20");
    assertThat(root.resolve("pids/kriterion/a/pids.max")).hasContent("20");
    assertThatThrownBy(() -> cgroups.write("/kriterion/b", "pids", "pids.max", "20"))
        .isInstanceOf(CgroupException.class)
        .hasMessageEndingWith("pids/kriterion/b/pids.max: it does not exist");
    assertThatThrownBy(() -> cgroups.write("/kriterion/a", "rdma", "rdma.max", "20"))
        .hasMessage("no cgroup controller rdma on this machine");
  }

  @Test
  void version2EnablesControllersOnTheWay() throws IOException {
    Cgroups cgroups = version2();
    // The kernel fills a new directory; a plain one has to be filled before.
    write("kriterion/cgroup.controllers", "memory pids\n");
    write("kriterion/cgroup.subtree_control", "memory\n");
    cgroups.create("/kriterion/a");
    assertThat(root.resolve("cgroup.subtree_control")).hasContent("+pids");
    assertThat(root.resolve("kriterion/cgroup.subtree_control")).hasContent("+pids");
    assertThat(root.resolve("kriterion/a")).isDirectory();
    assertThat(cgroups.describe()).isEqualTo("cgroup v2");
    assertThat(cgroups.directories("/kriterion/a")).containsExactly(root.resolve("kriterion/a"));
    write("kriterion/a/memory.peak", "4096\n");
    assertThat(cgroups.read("/kriterion/a", "memory", "memory.peak")).contains("4096");
  }

  @Test
  void tellsThePeakOfMemoryWhereTheKernelDoes() throws IOException {
    Cgroups one = version1();
    one.create("/kriterion/a");
    assertThat(one.peakMemory("/kriterion/a")).isEmpty();
    write("memory/kriterion/a/memory.max_usage_in_bytes", "8192\n");
    assertThat(one.peakMemory("/kriterion/a")).contains(8192L);
    write("memory/kriterion/a/memory.max_usage_in_bytes", "0\n");
    assertThat(one.peakMemory("/kriterion/a")).as("it does not count what is below it").isEmpty();
    Cgroups two = version2();
    write("kriterion/b/cgroup.procs", "");
    assertThat(two.peakMemory("/kriterion/b")).as("an old kernel").isEmpty();
    write("kriterion/b/memory.peak", "4096\n");
    assertThat(two.peakMemory("/kriterion/b")).contains(4096L);
    assertThat(two.peakMemory("/kriterion/none")).isEmpty();
  }

  @Test
  void removesFromTheBottomUp() throws IOException {
    Cgroups cgroups = version1();
    cgroups.create("/kriterion/a/b/c");
    assertThat(cgroups.removeIfEmpty("/kriterion")).isFalse();
    cgroups.remove("/kriterion/a");
    assertThat(cgroups.exists("/kriterion/a")).isFalse();
    assertThat(cgroups.exists("/kriterion")).isTrue();
    cgroups.remove("/kriterion/a");
    assertThat(cgroups.removeIfEmpty("/kriterion")).isTrue();
    assertThat(root.resolve("memory")).isDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "kriterion", "/a/../b", "/a//b", "/a/", "/.", "/a/.."})
  void refusesPathsThatCouldLeaveTheHierarchy(String path) throws IOException {
    Cgroups cgroups = version1();
    assertThatThrownBy(() -> cgroups.remove(path)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhenThereIsNone() {
    assertThatThrownBy(() -> Cgroups.at(root))
        .hasMessage(
            "no control groups under " + root + " (expected: the controllers memory and pids)");
  }

  private Cgroups version1() throws IOException {
    for (String hierarchy : new String[] {"memory", "pids", "cpu,cpuacct", "systemd"}) {
      write(hierarchy + "/cgroup.procs", "");
    }
    Files.createSymbolicLink(root.resolve("cpu"), Path.of("cpu,cpuacct"));
    return Cgroups.at(root);
  }

  private Cgroups version2() throws IOException {
    write("cgroup.controllers", "cpuset cpu io memory pids\n");
    write("cgroup.subtree_control", "cpuset cpu io memory\n");
    return Cgroups.at(root);
  }

  private void write(String file, String content) throws IOException {
    Path target = root.resolve(file);
    Files.createDirectories(target.resolveSibling(""));
    Files.writeString(target, content);
  }
}
