package io.kriterion.it.corpus;

import static io.kriterion.it.corpus.AttackCase.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.Graded;
import java.util.Optional;
import java.util.stream.Collectors;

/** Programs that write too much, or where nothing may be written. */
final class DiskAttacks {

  private static final String FULL = "No space left on device\n";

  private DiskAttacks() {}

  static Theme theme() {
    return SandboxTheme.of(
        "Disk",
        AttackSandbox.of(
                "disk",
                AttackCase.of(
                        "places",
                        "tries to write into every mount",
                        Verdict.ACCEPTED,
                        task -> task.run("places", "./disk", "places"))
                    .also(DiskAttacks::assertMemoryOnly)
                    .telling(DiskAttacks::places),
                AttackCase.prints(
                    "fill",
                    "writes files until the disk is full",
                    "write: " + FULL,
                    "./disk",
                    "fill"),
                AttackCase.prints(
                    "sparse",
                    "makes a file of 2 GiB that is nothing but a hole",
                    "ftruncate: File too large\nwrite at the end: File too large\n",
                    "./disk",
                    "sparse"),
                AttackCase.of(
                        "outgrow",
                        "lets one file grow without end",
                        Verdict.RUNTIME_ERROR,
                        task -> task.shell("outgrow", "exec cat /dev/zero >large"))
                    .withDetail("exit code 1"),
                AttackCase.prints(
                    "reserve",
                    "reserves more than there is",
                    "fallocate: " + FULL,
                    "sh",
                    "-c",
                    "rm -f large; exec ./disk reserve"),
                AttackCase.prints(
                    "files", "makes a million empty files", "create: " + FULL, "./disk", "files"),
                AttackCase.prints(
                    "room-again",
                    "removed what it wrote, and has its room again",
                    "fits\n",
                    "sh",
                    "-c",
                    "head -c 2M /dev/zero >again && echo fits; rm again"),
                AttackCase.prints(
                    "names",
                    "leaves pipes, links to everywhere and files, named with every byte there is",
                    "made 276\n",
                    "./disk",
                    "names"),
                AttackCase.prints(
                    "deep",
                    "makes directories in one another without end, and leaves them",
                    "mkdir: " + FULL,
                    "./disk",
                    "deep"))
            .limitedBy(task -> task.disk(ByteSize.ofMebibytes(4))),
        AttackSandbox.of(
            "disk",
            AttackCase.prints(
                "read-only",
                "writes to the root, the system's directories and files, the node's program",
                "fine\n",
                "sh",
                "-c",
                """
                for place in / /etc /usr/bin /.kriterion /var/tmp /run /sys /proc /dev /home /root; do
                  if (: >$place/new) 2>/dev/null; then echo "wrote $place"; fi
                  if mkdir $place/new 2>/dev/null; then echo "made a directory in $place"; fi
                done
                for file in /.kriterion/init /etc/hosts /etc/passwd /etc/resolv.conf /bin/sh; do
                  if (: >>$file) 2>/dev/null; then echo "wrote $file"; fi
                  if rm -f $file 2>/dev/null; then echo "removed $file"; fi
                  if chmod 777 $file 2>/dev/null; then echo "changed $file"; fi
                done
                : >/work/new && : >/tmp/new && echo fine
                """),
            AttackCase.prints(
                "kernel-files",
                "reads and writes files of the kernel's that concern the whole machine",
                "nothing else\n",
                "sh",
                "-c",
                """
                for file in /proc/kcore /proc/keys /proc/timer_list /proc/sched_debug /proc/kmsg; do
                  if [ -n "$(head -c 1 $file 2>/dev/null | tr '\\0' x)" ]; then echo "read $file"; fi
                done
                for file in /proc/sysrq-trigger /proc/sys/kernel/core_pattern /proc/sys/vm/drop_caches \
                    /proc/sys/kernel/hostname /proc/irq/0/smp_affinity \
                    /sys/kernel/uevent_helper /sys/power/state; do
                  if (echo 0 >$file) 2>/dev/null; then echo "wrote $file"; fi
                done
                exec ./disk kernel-files
                """),
            AttackCase.prints(
                "setuid",
                "makes a program of its own one that runs as its owner, and a device",
                "nothing else\n",
                "sh",
                "-c",
                """
                cp /bin/true mine && chmod 6755 mine && ./mine || echo "cannot run its own"
                mknod disk b 8 0 2>/dev/null && echo "made a device"
                chown 0:0 mine 2>/dev/null && echo "gave it to root"
                rm mine
                exec ./disk privileged
                """)));
  }

  private static void assertMemoryOnly(Graded graded) {
    assertThat(graded.stdout("places").lines())
        .as(told(graded, "places"))
        .contains("/work memory", "/tmp memory")
        .allMatch(line -> line.matches("/(work|tmp|dev/shm|dev/mqueue|sys/fs/cgroup) memory"));
  }

  /* Memory that the sandbox has for itself, and that its memory limit counts. */
  private static Optional<String> places(Graded graded) {
    return Optional.of(
        graded
            .stdout("places")
            .lines()
            .map(line -> line.replaceFirst(" .*", ""))
            .sorted()
            .collect(Collectors.joining(", ", "only its own memory takes it, at ", "")));
  }
}
