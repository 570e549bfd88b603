package io.kriterion.it.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.cri.v1.ContainerStatus;
import io.kriterion.grader.cgroup.Cgroups;
import io.kriterion.grader.containerd.ContainerdException;
import io.kriterion.grader.containerd.PrivateContainerd;
import io.kriterion.grader.containerd.PrivateContainerdOptions;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.process.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PrivateContainerdTest {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration GENEROUS = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static Stubs stubs;

  private String name = "";
  private Traces traces = new Traces("none");

  @BeforeAll
  static void compile() throws Exception {
    stubs = new Stubs(directory);
  }

  @BeforeEach
  void chooseName() {
    name = "it-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    traces = new Traces(name);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    PrivateContainerd.find(name).ifPresent(PrivateContainerd::stop);
    traces.assertNone();
  }

  @Test
  void everyHandlerRunsAndReportsTheExit() throws Exception {
    try (PrivateContainerd containerd = start();
        Cri cri = new Cri(containerd.socket())) {
      assertThat(containerd.handlers()).contains("runc", "crun");
      for (String handler : containerd.handlers()) {
        Cri.Pod pod = cri.pod(handler, handler, cgroup(handler));
        String container = cri.container(pod, Stubs.IMAGE, List.of(), Stubs.PROGRAM, "exit", "43");
        ContainerStatus status = cri.ended(container);
        assertThat(status.getExitCode()).as(handler).isEqualTo(43);
        cri.remove(pod);
      }
    }
  }

  @Test
  void everyHandlerCanBeStoppedThroughTheCri() throws Exception {
    try (PrivateContainerd containerd = start();
        Cri cri = new Cri(containerd.socket())) {
      for (String handler : containerd.handlers()) {
        Cri.Pod pod = cri.pod(handler, handler, cgroup(handler));
        String container = cri.container(pod, Stubs.IMAGE, List.of(), Stubs.PROGRAM, "stubborn");
        assertThat(cri.exec(container, Stubs.PROGRAM, "exit", "7").getExitCode())
            .as(handler)
            .isEqualTo(7);
        cri.remove(pod);
      }
    }
  }

  @Test
  @SuppressWarnings("try") // closed early to see how long it takes, and twice
  void closingEndsWhatStillRuns() throws Exception {
    Cgroups cgroups = Cgroups.detect();
    try (PrivateContainerd containerd = start();
        Cri cri = new Cri(containerd.socket())) {
      for (String handler : containerd.handlers()) {
        cgroups.create(cgroup(handler));
        stubborn(cri, handler, cgroup(handler));
      }
      // One below the group that containerd itself chooses.
      stubborn(cri, "runc", "");
      assertThat(traces.remember()).isGreaterThanOrEqualTo(2 * containerd.handlers().size());
      long start = System.nanoTime();
      containerd.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(GENEROUS);
      traces.assertNone();
      containerd.close();
    }
  }

  @Test
  void closingWorksAfterContainerdWasKilled() throws Exception {
    try (PrivateContainerd containerd = start();
        Cri cri = new Cri(containerd.socket())) {
      stubborn(cri, "runc", cgroup("a"));
      assertThat(traces.remember()).isPositive();
      ProcessId process = ProcessId.of(containerd.pid()).orElseThrow();
      process.kill();
      assertThat(Poll.until(() -> !process.alive(), GENEROUS)).isTrue();
    }
  }

  @Test
  void whatAKilledOwnerLeftIsRemovedLater() throws Exception {
    Process owner = OwnerProcess.start(name, stubs, "wait");
    try {
      assertThat(owner.inputReader().lines().anyMatch("started"::equals)).isTrue();
      try (PrivateContainerd found = PrivateContainerd.find(name).orElseThrow();
          Cri cri = new Cri(found.socket())) {
        found.importArchive(stubs.image());
        stubborn(cri, "runc", cgroup("a"));
      }
      assertThat(traces.remember()).isPositive();
      assertThat(PrivateContainerd.removeStale()).doesNotContain(name);
    } finally {
      owner.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
    assertThat(PrivateContainerd.find(name)).isEmpty();
    assertThat(traces.state()).as("nobody has cleaned up yet").isDirectory();
    assertThat(PrivateContainerd.removeStale()).contains(name);
    traces.assertNone();
  }

  @Test
  void theNextStartRemovesWhatAKilledOwnerLeft() throws Exception {
    Process owner = OwnerProcess.start(name, stubs, "wait");
    try {
      assertThat(owner.inputReader().lines().anyMatch("started"::equals)).isTrue();
    } finally {
      owner.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
    for (int round = 0; round < 2; round++) {
      try (PrivateContainerd containerd = start()) {
        assertThat(Cri.answers(containerd.socket())).isTrue();
      }
      traces.assertNone();
    }
  }

  @Test
  void aDetachedOneOutlivesItsOwner() throws Exception {
    Process owner = OwnerProcess.start(name, stubs, "detach");
    owner.inputReader().lines().forEach(line -> assertThat(line).isNotEqualTo("started"));
    assertThat(owner.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(owner.exitValue()).isZero();
    assertThat(PrivateContainerd.removeStale()).doesNotContain(name);
    PrivateContainerd found = PrivateContainerd.find(name).orElseThrow();
    found.close();
    assertThat(Cri.answers(found.socket())).isTrue();
    found.stop();
    found.stop();
    traces.assertNone();
  }

  @Test
  void mountsMadeInItsNamespaceReachContainers() throws Exception {
    try (PrivateContainerd containerd = start();
        Cri cri = new Cri(containerd.socket())) {
      Path mount = Files.createDirectory(traces.state().resolve("mount"));
      Process nsenter =
          new ProcessBuilder(
                  "nsenter",
                  "--mount=/proc/" + containerd.pid() + "/ns/mnt",
                  "sh",
                  "-c",
                  "mount -n -t tmpfs -o size=1m none $0 && echo hello >$0/file",
                  mount.toString())
              .inheritIO()
              .start();
      assertThat(nsenter.waitFor()).isZero();
      for (String handler : containerd.handlers()) {
        Cri.Pod pod = cri.pod(handler, handler, cgroup(handler));
        String container = cri.container(pod, Stubs.IMAGE, List.of(mount), Stubs.PROGRAM);
        assertThat(
                cri.exec(container, Stubs.PROGRAM, "cat", "/mnt/file").getStdout().toStringUtf8())
            .as(handler)
            .isEqualTo("hello\n");
        cri.remove(pod);
      }
      assertThat(mount.resolve("file")).as("the machine does not see the mount").doesNotExist();
    }
  }

  @Test
  void aNameIsTakenOnce() throws Exception {
    try (PrivateContainerd containerd = start()) {
      assertThatThrownBy(() -> PrivateContainerd.start(stubs.options(name)))
          .isInstanceOf(ContainerdException.class)
          .hasMessageStartingWith("a private containerd named " + name + " is running already");
      assertThat(Cri.answers(containerd.socket())).isTrue();
    }
  }

  @Test
  void aBadArchiveIsOneLine() throws Exception {
    Path garbage = Files.writeString(directory.resolve("garbage.tar"), "no tar");
    try (PrivateContainerd containerd = start()) {
      assertThatThrownBy(() -> containerd.importArchive(garbage))
          .isInstanceOf(ContainerdException.class)
          .hasMessageStartingWith("cannot import " + garbage + ": ")
          .hasMessageNotContaining("\n");
      assertThatThrownBy(() -> containerd.importArchive(directory.resolve("none.tar")))
          .hasMessage("no image archive " + directory.resolve("none.tar"));
    }
  }

  @Test
  void aStartThatFailsLeavesNothing() throws Exception {
    Path program = stubs.program();
    assertThatThrownBy(() ->
            PrivateContainerd.start(
                PrivateContainerdOptions.of(
                    name,
                    program,
                    program,
                    socket -> {
                      throw new IllegalStateException("probe failed");
                    })))
        .hasMessage("probe failed");
    traces.assertNone();
    Path data = Files.createDirectories(directory.resolve("data").resolve(name));
    assertThatThrownBy(() ->
            PrivateContainerd.start(
                new PrivateContainerdOptions(
                    name,
                    PrivateContainerdOptions.DEFAULT_STATE_ROOT,
                    directory.resolve("data"),
                    program,
                    program,
                    List.of(),
                    Cri::answers)))
        .hasMessage(
            data + " is there and not of this instance (move it away, or choose another name)");
    assertThat(data).isDirectory();
  }

  private PrivateContainerd start() throws Exception {
    PrivateContainerd containerd = PrivateContainerd.start(stubs.options(name));
    containerd.importArchive(stubs.image());
    return containerd;
  }

  private static void stubborn(Cri cri, String handler, String cgroup) {
    Cri.Pod pod = cri.pod(handler + cgroup.replace('/', '-'), handler, cgroup);
    cri.container(pod, Stubs.IMAGE, List.of(), Stubs.PROGRAM, "stubborn");
  }

  private String cgroup(String pod) {
    return "/kriterion/" + name + "/" + pod;
  }
}
