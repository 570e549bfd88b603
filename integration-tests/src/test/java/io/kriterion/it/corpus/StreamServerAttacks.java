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
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.ExecStatus;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.Handlers;
import io.kriterion.it.node.TestTask;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Somebody who may talk to the runtime asks too much of the server that its streams come from,
 * while a step runs: the step goes on, and so does the node as soon as it can.
 *
 * <p>Left out is a crowd that attaches to a container and goes away: containerd before 1.7.29 keeps
 * each until the container ends (CVE-2025-64329), and can then neither bring its output nor stop
 * it. The node attaches once to each container, and stays until that has ended.
 */
final class StreamServerAttacks implements Theme {

  private static final String STEP = "step";
  private static final String GOES_ON = "ACCEPTED, the step goes on; so is the next task";
  private static final String ELSEWHERE =
      "not run: waits a minute for what the runtime does for every handler alike";

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
    during(arena, container -> reuse(client, container));
    String hoarded = ELSEWHERE;
    if (Handlers.conforming().findFirst().filter(arena.handler()::equals).isPresent()) {
      during(arena, container -> hoard(arena, client, container));
      hoarded = GOES_ON + "; meanwhile the node says of others that it failed";
    }
    return List.of(
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
