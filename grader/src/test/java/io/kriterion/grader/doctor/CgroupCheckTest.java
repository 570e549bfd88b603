package io.kriterion.grader.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.doctor.Finding.Level;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both versions of cgroups, whole and lacking. */
class CgroupCheckTest {

  @TempDir private Path root = Path.of("");

  private MadeUp machine = new MadeUp(root);

  @BeforeEach
  void make() {
    machine = new MadeUp(root);
  }

  private void hierarchies(String... names) {
    for (String name : names) {
      machine.with("/sys/fs/cgroup/" + name + "/cgroup.procs", "");
    }
  }

  private List<Finding> look() {
    return new CgroupCheck(machine.machine(), path -> true).look();
  }

  @Test
  void version2WithAllControllers() {
    machine.with("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
    assertThat(look())
        .containsExactly(Finding.ok("cgroups", "cgroup v2 with cpu, cpuset, io, memory, pids"));
  }

  @Test
  void version1WithAllControllers() {
    hierarchies("cpu,cpuacct", "cpuset", "memory", "pids", "systemd");
    assertThat(look())
        .containsExactly(
            Finding.ok("cgroups", "cgroup v1 with cpu, cpuacct, cpuset, memory, pids"));
  }

  @Test
  void withoutMemoryNoLimitHolds() {
    machine.with("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io pids\n");
    assertThat(look())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Level.PROBLEM);
          assertThat(finding.found()).endsWith("; lacks memory");
          assertThat(finding.advice()).contains("cgroup_enable=memory");
        });
  }

  @Test
  void withoutCpusetThereIsAWarning() {
    machine.with("/sys/fs/cgroup/cgroup.controllers", "cpu memory pids\n");
    assertThat(look())
        .singleElement()
        .satisfies(finding -> assertThat(finding.level()).isEqualTo(Level.WARNING));
  }

  @Test
  void noneAtAllIsAProblem() {
    hierarchies("cpu");
    assertThat(look())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Level.PROBLEM);
          assertThat(finding.found()).contains("no control groups");
        });
  }

  @Test
  void oneThatCannotBeWrittenIsAProblem() {
    hierarchies("cpu", "cpuacct", "cpuset", "memory", "pids");
    assertThat(new CgroupCheck(machine.machine(), path -> !path.endsWith("pids")).look())
        .hasSize(2)
        .last()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Level.PROBLEM);
          assertThat(finding.found()).endsWith("cgroup/pids cannot be written");
        });
  }
}
