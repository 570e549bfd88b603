package io.kriterion.it.grading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.host.Ports;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.OnEveryHandler;
import io.kriterion.it.node.TestNode;
import io.kriterion.it.node.TestTask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a submission cannot see, reach or change: the host, the node, the task, other submissions.
 */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class IsolationTest {

  private static @Nullable TestNode node;

  @BeforeAll
  static void start() throws InterruptedException {
    node = TestNode.start("base", "gcc");
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  private static TestNode node() {
    if (node == null) {
      throw new AssertionError("no node");
    }
    return node;
  }

  private static Graded grade(String handler, TestTask task) throws InterruptedException {
    return node().grade(handler, task);
  }

  @OnEveryHandler
  void hasNoPrivileges(String handler) throws InterruptedException {
    Graded graded = grade(handler, TestTask.in("base").run("run", "cat", "/proc/self/status"));
    List<String> status =
        graded.stdout("run").lines().map(line -> line.replaceAll("\\s+", " ").strip()).toList();
    assertThat(status)
        .contains(
            "Uid: 65534 65534 65534 65534",
            "Gid: 65534 65534 65534 65534",
            "Groups: 65534",
            "NoNewPrivs: 1",
            "Seccomp: 2",
            "CapInh: 0000000000000000",
            "CapPrm: 0000000000000000",
            "CapEff: 0000000000000000",
            "CapBnd: 0000000000000000",
            "CapAmb: 0000000000000000");
  }

  @OnEveryHandler
  void rootFileSystemIsReadOnly(String handler) throws InterruptedException {
    Graded graded =
        grade(
            handler,
            TestTask.script(
                """
                for place in / /etc /usr/bin /.kriterion /var/tmp /run /sys /proc; do
                  if (: >$place/new) 2>/dev/null; then echo "wrote $place"; fi
                done
                if (: >>/.kriterion/init) 2>/dev/null; then echo "wrote init"; fi
                if (: >>/etc/hosts) 2>/dev/null; then echo "wrote hosts"; fi
                : >/work/new && : >/tmp/new && echo fine
                """));
    assertThat(graded.stdout("run")).as(graded::report).isEqualTo("fine\n");
  }

  @OnEveryHandler
  void kernelInterfacesAreMaskedOrReadOnly(String handler) throws InterruptedException {
    Graded graded =
        grade(
            handler,
            TestTask.script(
                """
                for file in /proc/kcore /proc/keys /proc/timer_list /proc/sched_debug; do
                  if [ -n "$(head -c 1 $file 2>/dev/null | tr '\\0' x)" ]; then echo "read $file"; fi
                done
                for file in /proc/sysrq-trigger /proc/sys/kernel/core_pattern /proc/self/oom_score_adj; do
                  if (echo 0 >$file) 2>/dev/null; then echo "wrote $file"; fi
                done
                echo end
                """));
    assertThat(graded.stdout("run").lines())
        .as(graded::report)
        .containsOnly("end", "wrote /proc/self/oom_score_adj")
        .contains("end");
  }

  @OnEveryHandler
  void firstProcessCannotBeReadOrKilled(String handler) throws InterruptedException {
    Graded graded =
        grade(
            handler,
            TestTask.in("base")
                .shell(
                    "look",
                    """
                    for process in 1 $PPID; do
                      for file in environ maps mem; do
                        if head -c 1 /proc/$process/$file >/dev/null 2>&1; then
                          echo "read $file of $process"
                        fi
                      done
                      if ls /proc/$process/fd >/dev/null 2>&1; then echo "listed fd of $process"; fi
                      if readlink /proc/$process/exe; then echo "followed exe of $process"; fi
                      for signal in KILL STOP TERM SEGV; do
                        if kill -$signal $process 2>/dev/null; then
                          echo "sent $signal to $process"
                        fi
                      done
                    done
                    echo end
                    """)
                .shell("kill all", "kill -9 -1; echo still here")
                .run("afterwards", "echo", "alive"));
    assertThat(graded.stdout("look")).as(graded::report).isEqualTo("end\n");
    assertThat(graded.stdout("kill all")).as(graded::report).isEqualTo("still here\n");
    assertThat(graded.stdout("afterwards")).as(graded::report).isEqualTo("alive\n");
    assertThat(graded.verdict("afterwards")).isEqualTo(Verdict.ACCEPTED);
  }

  @OnEveryHandler
  void hostAndTaskStayHidden(String handler, @TempDir Path directory)
      throws InterruptedException, IOException {
    Path secret = directory.resolve("host-secret");
    Files.writeString(secret, "of the host");
    Path submission = Files.createDirectory(directory.resolve("submission"));
    Files.writeString(submission.resolve("answer.txt"), "mine\n");
    Graded graded =
        node()
            .grade(
                handler,
                TestTask.in("base")
                    .run("host", "cat", secret.toString())
                    .shell(
                        "look",
                        "ls -aR /work /tmp /dev/shm /run /home /.kriterion;"
                            + " cat /work/* /tmp/* /proc/*/cmdline /proc/*/environ | tr '\\0' '\\n'")
                    .expect("hidden expectation")
                    .run("later", "true")
                    .stdin("hidden input"),
                Submission.read(submission));
    assertThat(graded.stderr("host")).as(graded::report).contains("No such file");
    assertThat(graded.stdout("look"))
        .as(graded::report)
        .contains("mine")
        .doesNotContain("hidden expectation")
        .doesNotContain("hidden input")
        .doesNotContain("host-secret");
  }

  @OnEveryHandler
  void namesOfTheHostStayHidden(String handler) throws InterruptedException, IOException {
    Graded graded =
        grade(
            handler,
            TestTask.in("base")
                .run("hosts", "cat", "/etc/hosts")
                .run("resolver", "cat", "/etc/resolv.conf")
                .run("hostname", "cat", "/proc/sys/kernel/hostname")
                .run("environment", "env"));
    assertThat(graded.stdout("hosts")).isEqualTo("127.0.0.1\tlocalhost sandbox\n");
    assertThat(graded.stdout("resolver")).isEmpty();
    assertThat(graded.verdict("resolver")).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.stdout("hostname")).isEqualTo("sandbox\n");
    assertThat(graded.stdout("environment").lines().map(line -> line.replaceFirst("=.*", "")))
        .containsExactlyInAnyOrder("PATH", "LANG", "TMPDIR", "HOME");
  }

  @OnEveryHandler
  void networkIsLoopbackOfItsOwn(String handler) throws InterruptedException, IOException {
    try (ServerSocket here = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ServerSocket everywhere = new ServerSocket(0)) {
      // containerd's streaming server is among them
      TreeSet<Integer> ports = new TreeSet<>(Ports.numbers());
      assertThat(ports)
          .contains(here.getLocalPort(), everywhere.getLocalPort())
          .hasSizeGreaterThan(2);
      List<String> targets = new ArrayList<>();
      ports.forEach(port -> targets.add("127.0.0.1:" + port));
      targets.add("192.0.2.1:80");
      targets.add("169.254.169.254:80");
      Graded graded =
          grade(handler, TestTask.program(Programs.CONNECT, targets.toArray(String[]::new)));
      List<String> lines = graded.stdout("run").lines().toList();
      assertThat(lines).as(graded::report).hasSize(targets.size() + 3);
      assertThat(lines.subList(0, ports.size()))
          .allSatisfy(line -> assertThat(line).endsWith("Connection refused"));
      assertThat(lines.subList(ports.size(), targets.size()))
          .allSatisfy(line -> assertThat(line).endsWith("Network is unreachable"));
      assertThat(lines.subList(targets.size(), lines.size()))
          .containsExactly("interface lo", "raw socket: Operation not permitted", "unix sockets 0");
    }
  }

  @OnEveryHandler
  void forkBombIsLimitedAndDeadAfterwards(String handler) throws InterruptedException {
    Graded graded =
        grade(
            handler,
            TestTask.in("base")
                .shell("bomb", "bomb() { bomb | bomb & }; bomb; sleep 1000")
                .processes(12)
                .wall(java.time.Duration.ofSeconds(2))
                .shell("afterwards", Programs.COUNT_PROCESSES));
    assertThat(graded.stderr("bomb")).as(graded::report).contains("Cannot fork");
    assertThat(graded.verdict("bomb")).isNotEqualTo(Verdict.ACCEPTED);
    assertThat(graded.stdout("afterwards")).as(graded::report).isEqualTo("3\n");
  }

  @OnEveryHandler
  void daemonDoesNotOutliveItsStep(String handler) throws InterruptedException {
    Graded graded =
        grade(
            handler,
            TestTask.program(Programs.DAEMON).shell("afterwards", Programs.COUNT_PROCESSES));
    assertThat(graded.verdict("run")).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.stdout("run")).isEqualTo("daemon started\n");
    assertThat(graded.stdout("afterwards")).as(graded::report).isEqualTo("3\n");
  }

  @OnEveryHandler
  void fullDiskIsTheSubmissionsOwn(String handler) throws InterruptedException, IOException {
    long before = Files.getFileStore(Path.of("/var/lib")).getUsableSpace();
    Graded graded =
        grade(
            handler,
            TestTask.in("base")
                .disk(ByteSize.ofMebibytes(4))
                .shell(
                    "fill",
                    "head -c 300M /dev/zero >a; rm a; head -c 3M /dev/zero >a && head -c 3M /dev/zero >/tmp/b")
                .shell("room again", "rm -f a /tmp/b; head -c 3M /dev/zero >a && echo fits"));
    long after = Files.getFileStore(Path.of("/var/lib")).getUsableSpace();
    assertThat(graded.stderr("fill").lines())
        .as(graded::report)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("No space left on device"));
    assertThat(graded.verdict("fill")).isEqualTo(Verdict.RUNTIME_ERROR);
    assertThat(graded.stdout("room again")).isEqualTo("fits\n");
    assertThat(before - after).isLessThan(100L << 20);
  }

  @OnEveryHandler
  void manySmallFilesAreLimitedToo(String handler) throws InterruptedException {
    Graded graded =
        grade(
            handler,
            TestTask.in("base")
                .disk(ByteSize.ofMebibytes(4))
                .shell("run", "i=0; while : >f$i; do i=$((i + 1)); done 2>&1; echo $i >&2"));
    assertThat(graded.stdout("run")).as(graded::report).containsIgnoringCase("no space left");
  }

  @OnEveryHandler
  void nothingPassesFromOneSubmissionToTheNext(String handler) throws InterruptedException {
    String list = "cat /work/* /tmp/* /dev/shm/* /dev/mqueue/* 2>/dev/null; true";
    Graded first =
        grade(
            handler,
            TestTask.in("base")
                .shell("write", "for d in /work /tmp /dev/shm; do echo $d >$d/left; done; true")
                .shell("read", list));
    Graded second = grade(handler, TestTask.in("base").shell("read", list));
    assertThat(first.stdout("read")).as(first::report).contains("/work\n", "/tmp\n");
    assertThat(second.stdout("read")).as(second::report).isEmpty();
  }

  @OnEveryHandler
  void submittedFilesAreTheUsersOwn(String handler, @TempDir Path directory)
      throws InterruptedException, IOException {
    Path submission = Files.createDirectories(directory.resolve("s/deep/er"));
    Files.write(submission.resolve("ünïcödé file"), "bytes\0\1\2".getBytes(UTF_8));
    Graded graded =
        node()
            .grade(
                handler,
                TestTask.in("base")
                    .run("owner", "stat", "-c", "%u:%g %a", "deep/er/ünïcödé file")
                    .run("content", "cat", "deep/er/ünïcödé file"),
                Submission.read(directory.resolve("s")));
    assertThat(graded.stdout("owner")).as(graded::report).startsWith("65534:65534 ");
    assertThat(graded.stdout("content")).isEqualTo("bytes\0\1\2");
  }
}
