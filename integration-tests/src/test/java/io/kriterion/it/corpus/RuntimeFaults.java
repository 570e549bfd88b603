package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.cri.error.CriException;
import io.kriterion.grader.containerd.PrivateContainerdOptions;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.TestNode;
import io.kriterion.it.node.TestTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * What a sandbox stands on breaks while a step runs: never the submission's fault, and the node
 * goes on.
 */
final class RuntimeFaults implements Theme {

  private static final String STEP = "step";

  @Override
  public String title() {
    return "Runtime faults";
  }

  @Override
  public List<Row> attack(Arena arena) throws InterruptedException {
    String init = during(arena, SandboxProcesses::killInit);
    String shim = during(arena, SandboxProcesses::killShim);
    String pause = pauseKilled(arena);
    String disk = diskFull(arena);
    String containerd = containerdKilled(arena);
    return List.of(
        new Row("init", "the sandbox's first process is killed from the host", init),
        new Row("shim", "the sandbox's shim is killed", shim),
        new Row("pause", "the process that holds the pod's namespaces is killed", pause),
        new Row("disk", "the disk is full, on which containerd keeps the files of sandboxes", disk),
        new Row("containerd", "containerd is killed, on a node without a neighbour", containerd));
  }

  private static String during(Arena arena, ToIntFunction<SandboxProcesses> harm)
      throws InterruptedException {
    SandboxProcesses processes = new SandboxProcesses(arena.node());
    String outcome =
        blamed(
            grade(
                arena,
                "echo running; sleep 1000",
                () -> assertThat(harm.applyAsInt(processes)).isPositive()));
    assertNextWorks(arena);
    return outcome;
  }

  /* Nothing of a step needs that process. */
  private static String pauseKilled(Arena arena) throws InterruptedException {
    SandboxProcesses processes = new SandboxProcesses(arena.node());
    Graded graded =
        grade(
                arena,
                "echo running; sleep 1; echo done",
                () -> assertThat(processes.killPause()).isOne())
            .orElseThrow();
    assertThat(graded.verdict(STEP)).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(graded.stdout(STEP)).as(graded::report).isEqualTo("running\ndone\n");
    assertNextWorks(arena);
    return "ACCEPTED, the step goes on; so is the next task";
  }

  /* A full file system covers that directory in containerd's own table of mounts. */
  private static String diskFull(Arena arena) throws InterruptedException {
    String snapshots =
        PrivateContainerdOptions.DEFAULT_DATA_ROOT
            .resolve(arena.node().connection().host().node())
            .resolve("root/io.containerd.snapshotter.v1.overlayfs/snapshots")
            .toString();
    TestTask task = TestTask.in("base").run(STEP, "true");
    arena.neighbour().run();
    inContainerdsMounts(
        arena, "mount", "-n", "-t", "tmpfs", "-o", "size=4k,nr_inodes=1", "full", snapshots);
    try {
      assertThatThrownBy(() -> arena.node().grade(arena.handler(), task))
          .isInstanceOf(CriException.class)
          .hasMessageContaining("no space left on device");
    } finally {
      inContainerdsMounts(arena, "umount", "-n", snapshots);
    }
    arena.neighbour().rest();
    arena.before().assertNothingIsLeft();
    assertNextWorks(arena);
    return blamed(Optional.empty());
  }

  private static void inContainerdsMounts(Arena arena, String... command)
      throws InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of("nsenter", "--mount=/proc/" + arena.node().containerd().pid() + "/ns/mnt"));
    words.addAll(List.of(command));
    try {
      assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).as("" + words).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /* On a node of its own, since the neighbour would have reason to complain. */
  private static String containerdKilled(Arena arena) throws InterruptedException {
    String outcome;
    try (TestNode node = TestNode.start("base")) {
      long victim = node.containerd().pid();
      Arena doomed =
          new Arena(node, arena.handler(), arena.programs(), arena.neighbour(), arena.before());
      outcome =
          blamed(
              gradeIn(
                  doomed,
                  "echo running; sleep 1000",
                  () -> ProcessHandle.of(victim).orElseThrow().destroyForcibly()));
    }
    arena.before().assertNothingIsLeft();
    assertNextWorks(arena);
    return outcome;
  }

  private static String blamed(Optional<Graded> graded) {
    graded.ifPresent(
        told -> assertThat(told.verdict()).as(told::report).isEqualTo(Verdict.INTERNAL_ERROR));
    return (graded.isPresent() ? "INTERNAL_ERROR" : "the node says that it failed, no verdict")
        + "; the next task is ACCEPTED";
  }

  private static void assertNextWorks(Arena arena) throws InterruptedException {
    TestTask next = TestTask.in("base").run("next", "echo", "next").expect("next\n");
    Graded graded = arena.grade(next, List.of(), Set.of());
    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
  }

  private static Optional<Graded> grade(Arena arena, String script, Runnable harm)
      throws InterruptedException {
    Optional<Graded> graded = gradeIn(arena, script, harm);
    arena.neighbour().rest();
    arena.before().assertNothingIsLeft();
    return graded;
  }

  /* Empty where the node could not even tell a verdict, which is its own failure in other words. */
  private static Optional<Graded> gradeIn(Arena arena, String script, Runnable harm)
      throws InterruptedException {
    AtomicBoolean harmed = new AtomicBoolean();
    Consumer<Event> listener =
        event -> {
          if (event instanceof Event.Output && !harmed.getAndSet(true)) {
            disturb(arena);
            harm.run();
          }
        };
    TestTask task = TestTask.in("base").shell(STEP, script).wall(Duration.ofSeconds(40));
    try {
      Graded graded = arena.node().grade(arena.handler(), task, Submission.empty(), listener);
      assertThat(harmed).as("harmed in time").isTrue();
      return Optional.of(graded);
    } catch (CriException | GraderException e) {
      assertThat(harmed).as("failed after the harm: " + e).isTrue();
      return Optional.empty();
    }
  }

  private static void disturb(Arena arena) {
    try {
      arena.neighbour().run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
