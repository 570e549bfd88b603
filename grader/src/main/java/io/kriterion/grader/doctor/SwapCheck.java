package io.kriterion.grader.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Swap: where it is used and not accounted for, a memory limit is not one. */
final class SwapCheck implements Check {

  private static final String NAME = "swap";
  private static final String CGROUPS = "/sys/fs/cgroup";

  private final Machine machine;

  SwapCheck(Machine machine) {
    this.machine = machine;
  }

  @Override
  public List<Finding> look() {
    // the first line is the head of the table
    long areas = machine.read("/proc/swaps").orElse("").lines().skip(1).count();
    if (areas == 0) {
      return List.of(Finding.ok(NAME, "off"));
    }
    return List.of(
        accounted()
            ? Finding.ok(NAME, "on, and accounted for: sandboxes get none")
            : Finding.problem(
                NAME,
                "on, and not accounted for: a submission may take more memory than its limit",
                "switch it off (swapoff -a, and in /etc/fstab), or boot with swapaccount=1"));
  }

  /* The root of version 2 has no limits itself: those below it do. */
  private boolean accounted() {
    if (machine.has(CGROUPS + "/memory/memory.memsw.limit_in_bytes")) {
      return true;
    }
    try (DirectoryStream<Path> groups =
        Files.newDirectoryStream(machine.at(CGROUPS), Files::isDirectory)) {
      for (Path group : groups) {
        if (Files.exists(group.resolve("memory.swap.max"))) {
          return true;
        }
      }
    } catch (IOException e) {
      // what cannot be seen is not relied on
      return false;
    }
    return false;
  }
}
