package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.Graded;
import java.util.List;

/** Programs that ask the kernel for what they must not get. */
final class PrivilegeAttacks {

  private static final String OWN_KERNEL = "its own kernel grants some of it, of itself only";

  private PrivilegeAttacks() {}

  static Theme theme() {
    return SandboxTheme.of(
        "Privileges",
        AttackSandbox.of(
            "privileges",
            AttackCase.of(
                    "status",
                    "reads its own status: no root, no capabilities, no way to gain any, a filter",
                    Verdict.ACCEPTED,
                    task -> task.run("status", "cat", "/proc/self/status"))
                .also(PrivilegeAttacks::assertUnprivileged)
                .notOnGvisor("written for Linux' own /proc/self/status"),
            denied(
                    "kernel",
                    "bpf, userfaultfd, perf, kexec, modules, reboot, the log, memory, handles")
                .notOnGvisor(OWN_KERNEL),
            denied("io-uring", "sets up a ring of io_uring"),
            denied("vsock", "opens a socket that leads to the host of a virtual machine"),
            denied("keys", "adds and searches keys of the kernel's"),
            denied("namespaces", "makes and enters namespaces").notOnGvisor(OWN_KERNEL),
            denied(
                "mounts", "mounts, remounts, changes its root, makes devices, enters PID 1's root"),
            denied(
                    "identities",
                    "becomes another user or group, regains capabilities, leaves its filter")
                .notOnGvisor(OWN_KERNEL),
            denied("machine", "sets the clock and the names of the machine, opens its ports"),
            denied("sockets", "opens raw sockets and those of other address families"),
            denied("devices", "opens devices, types into terminals").notOnGvisor(OWN_KERNEL),
            denied("other-machines", "makes system calls of i386 and x32")));
  }

  private static AttackCase denied(String name, String deed) {
    return AttackCase.prints(name, deed, "nothing else\n", "./privileges", name);
  }

  private static void assertUnprivileged(Graded graded) {
    List<String> status =
        graded.stdout("status").lines().map(line -> line.replaceAll("\\s+", " ").strip()).toList();
    assertThat(status)
        .contains(
            "NoNewPrivs: 1",
            "Seccomp: 2",
            "CapInh: 0000000000000000",
            "CapPrm: 0000000000000000",
            "CapEff: 0000000000000000",
            "CapBnd: 0000000000000000",
            "CapAmb: 0000000000000000")
        .anyMatch(line -> line.matches("Uid: ([1-9][0-9]*) \\1 \\1 \\1"))
        .anyMatch(line -> line.matches("Gid: ([1-9][0-9]*) \\1 \\1 \\1"))
        .anyMatch(line -> line.matches("Groups:( [1-9][0-9]*)?"));
  }
}
