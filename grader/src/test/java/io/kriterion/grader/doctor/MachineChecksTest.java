package io.kriterion.grader.doctor;

import static io.kriterion.grader.doctor.MadeUp.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.doctor.Finding.Level;
import io.kriterion.grader.task.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks of kernel, memory, disks and clock. */
class MachineChecksTest {

  @TempDir private Path root = Path.of("");

  private MadeUp machine = new MadeUp(root);

  @BeforeEach
  void make() {
    machine = new MadeUp(root);
  }

  @Nested
  class OfSwap {

    private Level level() {
      return only(new SwapCheck(machine.machine())).level();
    }

    private void on() {
      machine.with("/proc/swaps", "Filename Type Size Used Priority\n/dev/sda2 partition 1 0 -2\n");
    }

    @Test
    void offIsFine() {
      machine.with("/proc/swaps", "Filename Type Size Used Priority\n");
      assertThat(level()).isEqualTo(Level.OK);
    }

    @Test
    void onIsAProblemUnlessItIsAccountedFor() {
      on();
      machine.with("/sys/fs/cgroup/memory/memory.limit_in_bytes", "1");
      assertThat(level()).isEqualTo(Level.PROBLEM);
      machine.with("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes", "1");
      assertThat(level()).isEqualTo(Level.OK);
    }

    @Test
    void version2AccountsForItBelowItsRoot() {
      on();
      machine.with("/sys/fs/cgroup/system.slice/memory.max", "max");
      assertThat(level()).isEqualTo(Level.PROBLEM);
      machine.with("/sys/fs/cgroup/system.slice/memory.swap.max", "max");
      assertThat(level()).isEqualTo(Level.OK);
    }
  }

  @Nested
  class OfMemory {

    private Finding look(long available, Optional<ByteSize> sandboxes) {
      machine.with("/proc/meminfo", "MemTotal:  4194304 kB\nMemAvailable: " + available + " kB\n");
      return only(new MemoryCheck(machine.machine(), sandboxes));
    }

    @Test
    void enoughIsFine() {
      assertThat(look(2 << 20, Optional.of(ByteSize.ofGibibytes(3))))
          .isEqualTo(Finding.ok("memory", "2048 MiB of 4096 MiB are available"));
    }

    @Test
    void littleIsAWarning() {
      assertThat(look(400 << 10, Optional.empty()).level()).isEqualTo(Level.WARNING);
    }

    @Test
    void moreForSandboxesThanThereIsIsAProblem() {
      Finding finding = look(3 << 20, Optional.of(ByteSize.ofGibibytes(5)));
      assertThat(finding.level()).isEqualTo(Level.PROBLEM);
      assertThat(finding.found()).contains("5GiB");
    }

    @Test
    void whatCannotBeReadIsAWarning() {
      assertThat(only(new MemoryCheck(machine.machine(), Optional.empty())).level())
          .isEqualTo(Level.WARNING);
    }
  }

  @Nested
  class OfCoreDumps {

    private static final String PIPE = "|/usr/lib/systemd/systemd-coredump %P %u";

    private Finding look(String pattern, String ownLimit) {
      machine.with("/proc/sys/kernel/core_pattern", pattern + "\n");
      machine.with("/proc/self/limits", limits(ownLimit));
      return only(new CoreCheck(machine.machine()));
    }

    private static String limits(String hard) {
      return "Limit                     Soft Limit           Hard Limit           Units\n"
          + "Max stack size            8388608              unlimited            bytes\n"
          + "Max core file size        0                    %s                   bytes\n"
              .formatted(hard);
    }

    @Test
    void aFileStartsNothing() {
      assertThat(look("core", "0").level()).isEqualTo(Level.OK);
    }

    @Test
    void aPipeIsFineWhereSandboxesCanHaveALimitOfOne() {
      Finding finding = look(PIPE, "unlimited");
      assertThat(finding.level()).isEqualTo(Level.OK);
      assertThat(finding.found()).contains("/usr/lib/systemd/systemd-coredump;");
    }

    @Test
    void aPipeIsAProblemWhereTheyCannot() {
      assertThat(look(PIPE, "0").level()).isEqualTo(Level.PROBLEM);
    }

    @Test
    void containerdsLimitCountsWhereItRuns() {
      machine.with("/proc/17/comm", "containerd\n").with("/proc/17/limits", limits("0"));
      machine.with("/proc/18/comm", "containerd-shim\n").with("/proc/18/limits", limits("1"));
      assertThat(look(PIPE, "unlimited").level()).isEqualTo(Level.PROBLEM);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, true, OK", "true, false, OK", "false, true, WARNING", "false, false, OK"})
  void kvmIsMissedByKataOnly(boolean there, boolean kata, Level level) {
    if (there) {
      machine.with("/dev/kvm", "");
    }
    assertThat(only(new KvmCheck(machine.machine(), kata)).level()).isEqualTo(level);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/run/systemd/timesync/synchronized",
        "/run/chrony/chronyd.pid",
        "/run/chronyd.pid",
        "/run/ntpd.pid"
      })
  void theClockIsKeptBySomebodyOrThereIsAWarning(String sign) {
    TimeCheck check = new TimeCheck(machine.machine());
    assertThat(only(check).level()).isEqualTo(Level.WARNING);
    machine.with(sign, "");
    assertThat(only(check).level()).isEqualTo(Level.OK);
  }

  @Test
  void theKernelHasWhatIsNeededOrThereAreWarnings() {
    KernelCheck check = new KernelCheck(machine.machine());
    assertThat(check.look()).extracting(Finding::level).containsOnly(Level.WARNING);
    machine.with("/proc/filesystems", "nodev\ttmpfs\nnodev\toverlay\n\text4\n");
    machine.with("/proc/sys/user/max_user_namespaces", "0\n");
    assertThat(check.look()).extracting(Finding::level).containsExactly(Level.OK, Level.WARNING);
    machine.with("/proc/sys/user/max_user_namespaces", "15000\n");
    assertThat(check.look()).extracting(Finding::level).containsOnly(Level.OK);
  }

  @ParameterizedTest
  @CsvSource({"0, PROBLEM", "1023, PROBLEM", "1024, WARNING", "5119, WARNING", "5120, OK"})
  void disksHaveRoom(long mebibytes, Level level) {
    Path absent = root.resolve("not/there");
    DiskCheck check =
        new DiskCheck(
            Map.of("the node", absent),
            place -> {
              assertThat(place).isEqualTo(root.toAbsolutePath());
              return mebibytes << 20;
            });
    assertThat(only(check).level()).isEqualTo(level);
    assertThat(only(check).found()).startsWith(absent + ": " + mebibytes + " MiB free");
  }

  @Test
  void aDiskThatCannotBeLookedAtIsAWarning() {
    DiskCheck check =
        new DiskCheck(
            Map.of("the node", root),
            place -> {
              throw new IOException("stale handle");
            });
    assertThat(only(check).level()).isEqualTo(Level.WARNING);
    assertThat(only(check).found()).contains("stale handle");
  }
}
