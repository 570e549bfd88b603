package io.kriterion.it.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerState;
import io.kriterion.cri.container.ContainerSummary;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.ExecStatus;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.sandbox.Sandbox;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.Handlers;
import io.kriterion.it.node.TestTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Somebody who may talk to the runtime asks too much of the server that its streams come from,
 * while a step runs: the step goes on, and so does the node as soon as it can.
 */
final class StreamServerAttacks implements Theme {

  private static final String STEP = "step";
  private static final String GOES_ON = "ACCEPTED, the step goes on; so is the next task";
  private static final String ELSEWHERE =
      "not run: waits a minute for what the runtime does for every handler alike";
  private static final int ATTACHES = 1000;

  /* What containerd opens for other reasons meanwhile. */
  private static final int FEW = 50;

  /* As many addresses as containerd keeps, and how long it keeps one; a little more of both. */
  private static final int ADDRESSES = 1100;
  private static final Duration EXPIRY = Duration.ofSeconds(100);

  private static final ExecSpec TRUE = ExecSpec.of(List.of("true"));

  private interface Harm {
    void doTo(ContainerId container) throws Exception;
  }

  @Override
  public String title() {
    return "Streams of the runtime";
  }

  @Override
  public List<Row> attack(Arena arena) throws InterruptedException {
    CriClient client = arena.node().connection().host().client();
    during(arena, container -> attach(arena, client));
    during(arena, container -> reuse(client, container));
    String hoarded = ELSEWHERE;
    if (Handlers.conforming().findFirst().filter(arena.handler()::equals).isPresent()) {
      during(arena, container -> hoard(arena, client, container));
      hoarded = GOES_ON + "; meanwhile the node says of others that it failed";
    }
    return List.of(
        new Row(
            "attaches",
            "a thousand attach to a sandbox beside it and go away, and so does that sandbox",
            GOES_ON),
        new Row("reuse", "a stream's address is used twice, and is refused then", GOES_ON),
        new Row(
            "hoard",
            "as many addresses are asked for and not used as there can be, until they expire",
            hoarded));
  }

  private static void during(Arena arena, Harm harm) throws InterruptedException {
    Set<ContainerId> others = containers(arena);
    AtomicBoolean done = new AtomicBoolean();
    Consumer<Event> listener =
        event -> {
          if (event instanceof Event.Output && !done.getAndSet(true)) {
            Set<ContainerId> own = containers(arena);
            own.removeAll(others);
            assertThat(own).as("the submission's container").hasSize(1);
            try {
              harm.doTo(own.iterator().next());
            } catch (Exception e) {
              throw new AssertionError("the harm cannot be done", e);
            }
          }
        };
    TestTask task =
        TestTask.in("base")
            .run(STEP, "sh", "-c", "echo running; sleep 1; echo done")
            .wall(Duration.ofMinutes(5))
            .expect("running\ndone\n");
    Graded graded = arena.grade(task, Submission.empty(), Set.of(STEP), listener);
    assertThat(done).as("harmed in time").isTrue();
    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    assertThat(next(arena).verdict()).isEqualTo(Verdict.ACCEPTED);
    arena.before().assertNothingIsLeft();
  }

  private static Graded next(Arena arena) throws InterruptedException {
    return arena
        .node()
        .grade(arena.handler(), TestTask.in("base").run("next", "echo", "next").expect("next\n"));
  }

  private static Set<ContainerId> containers(Arena arena) {
    return arena
        .node()
        .connection()
        .host()
        .client()
        .runtime()
        .listContainers(ContainerFilter.ALL.withState(ContainerState.RUNNING))
        .stream()
        .map(ContainerSummary::id)
        .collect(Collectors.toSet());
  }

  /*
   * Not to the submission's own sandbox: containerd lets one who attached and went away hold back
   * the output for all, until the container ends. With it everything goes that containerd kept.
   */
  private static void attach(Arena arena, CriClient client) throws Exception {
    Path descriptors = Path.of("/proc/" + arena.node().containerd().pid() + "/fd");
    long before = count(descriptors);
    SandboxShape shape =
        arena
            .node()
            .connection()
            .plan(
                TestTask.in("base").run("none", "true").build(),
                Submission.empty(),
                Optional.of(arena.handler()))
            .shape();
    try (Sandbox crowded = Sandbox.prepare(arena.node().connection().host(), shape)) {
      for (int i = 0; i < ATTACHES; i++) {
        client.streams().attach(crowded.containerId(), AttachSpec.outputs()).close();
      }
    }
    assertThat(Poll.until(() -> count(descriptors) <= before + FEW, Duration.ofSeconds(30)))
        .as("descriptors of containerd's: %d before, %d after", before, count(descriptors))
        .isTrue();
  }

  private static long count(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void reuse(CriClient client, ContainerId container) throws Exception {
    URI address = client.runtime().execUrl(container, TRUE);
    try (ExecSession session = client.streams().execAt(address, TRUE)) {
      assertThat(session.await(Duration.ofSeconds(30))).isEqualTo(new ExecStatus.Exited(0));
    }
    assertGone(client, address);
  }

  private static void hoard(Arena arena, CriClient client, ContainerId container)
      throws InterruptedException {
    URI first = client.runtime().execUrl(container, TRUE);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < ADDRESSES; i++) {
                client.runtime().execUrl(container, TRUE);
              }
            })
        .isInstanceOfSatisfying(
            CriCallException.class,
            e -> assertThat(e.code()).isEqualTo(CriErrorCode.RESOURCE_EXHAUSTED));
    assertThatThrownBy(() -> next(arena))
        .as("the node's own failure, which is no verdict")
        .isInstanceOfSatisfying(
            CriCallException.class,
            e -> assertThat(e.code()).isEqualTo(CriErrorCode.RESOURCE_EXHAUSTED));
    assertThat(Poll.until(() -> grants(client, container), EXPIRY)).as("they expire").isTrue();
    assertGone(client, first);
  }

  private static boolean grants(CriClient client, ContainerId container) {
    try {
      return client.runtime().execUrl(container, TRUE) != null;
    } catch (CriCallException e) {
      assertThat(e.code()).isEqualTo(CriErrorCode.RESOURCE_EXHAUSTED);
      return false;
    }
  }

  private static void assertGone(CriClient client, URI address) {
    assertThatThrownBy(() -> client.streams().execAt(address, TRUE).close())
        .isInstanceOfSatisfying(
            CriStreamException.class,
            e -> assertThat(e.code()).isEqualTo(CriStreamCode.ADDRESS_EXPIRED));
  }
}
