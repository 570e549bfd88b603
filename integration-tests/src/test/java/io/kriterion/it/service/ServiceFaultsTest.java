package io.kriterion.it.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.client.Body;
import io.kriterion.client.Follow;
import io.kriterion.client.GraderClient;
import io.kriterion.client.GraderClientException;
import io.kriterion.client.NewTask;
import io.kriterion.client.NodeInfo;
import io.kriterion.client.Outcome;
import io.kriterion.client.TaskInfo;
import io.kriterion.client.Verdict;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.grader.process.Poll;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.host.LongSleep;
import io.kriterion.it.node.TestNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a node stands on goes away and comes back while it works. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class ServiceFaultsTest {

  @TempDir private Path directory;

  private static NewTask task(String script) {
    return NewTask.builder(
            """
            name: test
            environment: base
            limits: { wall-time: 1m, memory: 64MiB }
            steps:
              - name: only
                run: [ sh, -c, '%s' ]
                expect: { stdout: "begun\\ndone\\n" }
            """
                .formatted(script)
                .getBytes(UTF_8))
        .build();
  }

  @Test
  void aContainerdThatIsKilledAndComesBackCostsAnAttemptAndNoVerdict() throws Exception {
    try (TestNode below = TestNode.start("base");
        ServingNode node = ServingNode.start(below, directory, "pool: { min: 1, max: 1 }")) {
      GraderClient client = node.client();
      LongSleep sleep = new LongSleep();
      String running = client.submit(task("echo begun; " + sleep + "; echo done")).task();
      awaitOutput(client, running);
      long pid = below.containerd().pid();
      // keeps the instance's mounts while its containerd is away
      Process holder = start("nsenter", "-t", pid, "-m", "sleep", "600");
      try {
        assertThat(Poll.until(() -> inNamespaceOf(holder.pid(), pid), ServingNode.PATIENCE))
            .isTrue();
        ProcessHandle containerd = ProcessHandle.of(pid).orElseThrow();
        assertThat(containerd.destroyForcibly()).isTrue();
        containerd.onExit().get(1, TimeUnit.MINUTES);
        node.await(NodeInfo.State.RUNTIME_DOWN);
        String waiting = client.submit(task("echo begun; echo done")).task();
        start(
            "nsenter",
            "-t",
            holder.pid(),
            "-m",
            "containerd",
            "--config",
            below.containerd().socket().resolveSibling("config.toml"));
        node.awaitReady();
        sleep.end();
        for (String task : new String[] {running, waiting}) {
          assertThat(client.await(task))
              .isInstanceOfSatisfying(
                  Outcome.Graded.class,
                  graded -> assertThat(graded.result().verdict()).isEqualTo(Verdict.ACCEPTED));
        }
        TaskInfo journal = client.get(running);
        assertThat(journal.attempt()).isGreaterThan(1);
        assertThat(journal.reasons()).isNotEmpty();
        assertThat(node.stop().code()).isZero();
        try (CriClient cri = CriClient.connect(CriClientOptions.of(below.containerd().socket()))) {
          assertThat(cri.runtime().listPodSandboxes(Map.of())).isEmpty();
        }
      } finally {
        holder.destroyForcibly();
      }
    }
  }

  @Test
  void aFullDiskRefusesNewTasksAndLosesNone() throws Exception {
    Path state = Files.createDirectory(directory.resolve("state"));
    assertThat(start("mount", "-t", "tmpfs", "-o", "size=16m", "kriterion-it", state).waitFor())
        .isZero();
    try (TestNode below = TestNode.start("base")) {
      try (ServingNode node = ServingNode.startAt(below, directory, state)) {
        GraderClient client = node.client();
        LongSleep sleep = new LongSleep();
        String running = client.submit(task("echo begun; " + sleep + "; echo done")).task();
        awaitOutput(client, running);
        Path filler = state.resolve("filler");
        fill(filler);
        assertThatExceptionOfType(GraderClientException.class)
            .isThrownBy(() -> client.submit(large()))
            .satisfies(e ->
                assertThat(e.code())
                    .isIn(GraderClientException.Code.FULL, GraderClientException.Code.UNAVAILABLE));
        // its result cannot be stored
        sleep.end();
        assertThat(
                Poll.until(
                    () -> client.nodes().getFirst().running().isEmpty(),
                    java.time.Duration.ofSeconds(8)))
            .as("the task is given up")
            .isFalse();
        Files.delete(filler);
        assertThat(client.await(running))
            .isInstanceOfSatisfying(
                Outcome.Graded.class,
                graded -> assertThat(graded.result().verdict()).isEqualTo(Verdict.ACCEPTED));
        assertThat(client.await(client.submit(large()).task())).isInstanceOf(Outcome.Graded.class);
      }
    } finally {
      assertThat(start("umount", state).waitFor()).isZero();
    }
  }

  /* More than the pages that a database has left. */
  private static NewTask large() {
    return NewTask.builder(
            "name: x\nenvironment: base\nsteps: [ { name: a, run: [ 'true' ] } ]".getBytes(UTF_8))
        .submissionFile("large", new byte[1 << 20], false)
        .build();
  }

  private static void fill(Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] block = new byte[4096];
      for (int i = 0; i < 16 << 20; i += block.length) {
        out.write(block);
      }
      throw new AssertionError("the disk is not full");
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static boolean inNamespaceOf(long pid, long other) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt"))
          .equals(Files.readSymbolicLink(Path.of("/proc/" + other + "/ns/mnt")));
    } catch (IOException e) {
      return false;
    }
  }

  private static void awaitOutput(GraderClient client, String task) {
    try (Follow follow = client.follow(task)) {
      while (!(follow.next().body() instanceof Body.Output)) {
        assertThat(follow.hasNext()).isTrue();
      }
    }
  }

  private static Process start(Object... command) throws IOException {
    return new ProcessBuilder(java.util.Arrays.stream(command).map(String::valueOf).toList())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
