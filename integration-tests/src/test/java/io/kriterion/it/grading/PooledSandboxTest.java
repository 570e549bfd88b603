package io.kriterion.it.grading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.pipeline.Grading;
import io.kriterion.grader.pipeline.Plan;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.pool.PoolSettings;
import io.kriterion.grader.pool.PoolState;
import io.kriterion.grader.pool.SandboxPool;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import io.kriterion.it.node.OnEveryHandler;
import io.kriterion.it.node.TestTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sandboxes prepared in advance on a real runtime: used once, checked before, gone afterwards. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class PooledSandboxTest {

  private static final Duration REFILL = Duration.ofMinutes(1);

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  private static SandboxPool pool() {
    return new SandboxPool(
        NODE.get().connection().host(), PoolSettings.DEFAULT, NODE.get().connection()::settings);
  }

  private static Plan plan(String handler, TestTask task) throws InterruptedException {
    return NODE.get().connection().plan(task.build(), Submission.empty(), Optional.of(handler));
  }

  private static Result grade(SandboxPool pool, Plan plan) throws InterruptedException {
    return new Grading(pool, event -> {}).grade(plan);
  }

  private static PoolState.Shape state(SandboxPool pool) {
    return pool.state().shapes().getFirst();
  }

  private static void awaitReady(SandboxPool pool) {
    assertThat(
            Poll.untilUninterruptibly(
                () -> state(pool).ready() > 0 && state(pool).preparing() == 0, REFILL))
        .as(() -> "ready: " + pool.state())
        .isTrue();
  }

  @OnEveryHandler
  void submissionsAreGradedInSandboxesThatWereReady(String handler) throws InterruptedException {
    Plan leave = plan(handler, TestTask.script("cat left 2>&1; echo mine >left; id -u"));
    try (SandboxPool pool = pool()) {
      pool.expect(leave.shape());
      for (int i = 0; i < 3; i++) {
        awaitReady(pool);
        Result result = grade(pool, leave);
        assertThat(result.verdict()).as(result::toString).isEqualTo(Verdict.ACCEPTED);
        assertThat(result.stages().prepared()).isTrue();
      }
      assertThat(state(pool).hits()).isEqualTo(3);
      assertThat(state(pool).misses()).isZero();
    }
  }

  @OnEveryHandler
  void exactLimitsHoldInASandboxOfALargerClass(String handler) throws InterruptedException {
    Plan small =
        plan(
            handler,
            TestTask.in("base")
                .memory(ByteSize.ofMebibytes(24))
                .shell("much", "tail /dev/zero")
                .shell("little", "echo fits"));
    assertThat(small.shape().memory()).isEqualTo(ByteSize.ofMebibytes(64));
    try (SandboxPool pool = pool()) {
      pool.expect(small.shape());
      awaitReady(pool);
      Result result = grade(pool, small);
      assertThat(result.steps().get(0).verdict()).contains(Verdict.MEMORY_LIMIT);
      assertThat(result.steps().get(1).verdict()).contains(Verdict.ACCEPTED);
      assertThat(state(pool).hits()).isEqualTo(1);
    }
  }

  @OnEveryHandler
  void oneThatHasDiedServesNobody(String handler) throws InterruptedException, IOException {
    Plan plan = plan(handler, TestTask.script("echo on"));
    try (SandboxPool pool = pool()) {
      pool.expect(plan.shape());
      awaitReady(pool);
      assertThat(killFirstProcesses()).as("main processes of prepared sandboxes").isPositive();

      assertThat(Poll.untilUninterruptibly(() -> state(pool).rotten() > 0, REFILL)).isTrue();

      Result result = grade(pool, plan);

      assertThat(result.verdict()).as(result::toString).isEqualTo(Verdict.ACCEPTED);
    }
  }

  /* Every sandbox of this node is a prepared one here. */
  private static int killFirstProcesses() throws IOException {
    List<Long> victims = new ArrayList<>();
    String root = NODE.get().connection().host().cgroupRoot();
    for (Path cgroup : NODE.get().connection().host().cgroups().directories(root)) {
      if (!Files.isDirectory(cgroup)) {
        continue; // a hierarchy without a controller
      }
      try (Stream<Path> files = Files.walk(cgroup)) {
        for (Path file : files.filter(path -> path.endsWith("cgroup.procs")).toList()) {
          for (String pid : Files.readAllLines(file)) {
            if (Files.readString(Path.of("/proc", pid, "cmdline")).contains("/.kriterion/init")) {
              victims.add(Long.parseLong(pid));
            }
          }
        }
      }
    }
    victims.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    return victims.size();
  }

  @OnEveryHandler
  void twoSandboxesNeverShareAUser(String handler) throws InterruptedException {
    Plan plan = plan(handler, TestTask.script("true"));
    try (SandboxPool pool = pool();
        Sandbox first = pool.claim(plan.shape(), Optional.empty());
        Sandbox second = pool.claim(plan.shape(), Optional.empty())) {
      first.launch();
      second.launch();
      assertThat(user(first)).isPositive().isNotEqualTo(user(second));
    }
  }

  private static long user(Sandbox sandbox) {
    byte[] printed =
        NODE.get()
            .connection()
            .host()
            .client()
            .runtime()
            .execSync(sandbox.containerId(), List.of("id", "-u"), Duration.ofSeconds(30))
            .stdout();
    return Long.parseLong(new String(printed, UTF_8).strip());
  }
}
