package io.kriterion.grader.doctor;

import java.util.List;

/** What the kernel must have: overlay file systems, and user namespaces for gVisor. */
final class KernelCheck implements Check {

  private final Machine machine;

  KernelCheck(Machine machine) {
    this.machine = machine;
  }

  @Override
  public List<Finding> look() {
    return List.of(overlay(), users());
  }

  private Finding overlay() {
    boolean there =
        machine
            .read("/proc/filesystems")
            .orElse("")
            .lines()
            .anyMatch(line -> line.strip().endsWith("overlay"));
    return there
        ? Finding.ok("overlayfs", "the kernel has it")
        : Finding.warning(
            "overlayfs",
            "the kernel does not have it, or has not loaded it",
            "modprobe overlay; without it containerd copies images for every sandbox");
  }

  private Finding users() {
    String most = machine.read("/proc/sys/user/max_user_namespaces").orElse("");
    return most.equals("0") || most.isEmpty()
        ? Finding.warning(
            "user namespaces",
            "off: gVisor cannot start",
            "sysctl user.max_user_namespaces=10000, if gVisor is wanted")
        : Finding.ok("user namespaces", "on, at most " + most);
  }
}
