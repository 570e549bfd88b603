package io.kriterion.it.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.client.Body;
import io.kriterion.client.Follow;
import io.kriterion.client.GraderClient;
import io.kriterion.client.NewTask;
import io.kriterion.client.TaskEvent;
import io.kriterion.client.TaskState;
import io.kriterion.client.Verdict;
import io.kriterion.cri.sandbox.PodSandboxSummary;
import io.kriterion.grader.process.Poll;
import io.kriterion.it.command.Command;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The node is killed ({@code kill -9}) at every stage of a task's life, and starts again on what is
 * left: no accepted task is lost, none has two results, every verdict is the true one, and nothing
 * is left on the machine.
 *
 * <p>How often in all is the system property {@code kriterion.kills}; few by default, since every
 * one takes some seconds.
 */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class NodeKillTest {

  private static final int KILLS = Integer.getInteger("kriterion.kills", 18);

  /** Where in a task's life the node is killed. */
  private enum Stage {
    ACCEPTED(Body.Accepted.class),
    PLANNED(Body.Planned.class),
    STEP_STARTED(Body.StepStarted.class),
    OUTPUT(Body.Output.class),
    STEP_FINISHED(Body.StepFinished.class),
    JUDGED(Body.Judged.class),
    RESULT(Body.Result.class),
    /** At any moment, the start included. */
    ANY(Body.Unknown.class);

    private final Class<? extends Body> reached;

    Stage(Class<? extends Body> reached) {
      this.reached = reached;
    }
  }

  private record Kind(String script, Verdict verdict) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("echo begun; sleep 0.3; echo done", Verdict.ACCEPTED),
          new Kind("echo wrong", Verdict.WRONG_ANSWER),
          new Kind("echo begun; kill -9 $$", Verdict.RUNTIME_ERROR),
          new Kind("seq 20000", Verdict.WRONG_ANSWER));

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  @TempDir private Path directory;

  private final Random random = new Random(20261128);

  @Test
  void nothingIsLostAndNothingComesTwice() throws Exception {
    Map<String, Kind> accepted = new LinkedHashMap<>();
    List<FutureTask<List<TaskEvent>>> followers = new ArrayList<>();
    try (ServingNode node =
        ServingNode.start(
            NODE.get(),
            directory,
            "queue: { attempts: 100, lease: 5s }",
            "pool: { min: 1, max: 2 }")) {
      GraderClient client = node.client();
      for (int kill = 0; kill < KILLS; kill++) {
        Stage stage = Stage.values()[kill % Stage.values().length];
        for (int more = 0; more < 2; more++) {
          Kind kind = KINDS.get(accepted.size() % KINDS.size());
          NewTask task = task(kind, accepted.size());
          String id = client.submit(task).task();
          assertThat(client.submit(task).existed()).isTrue();
          accepted.put(id, kind);
          CountDownLatch reached = new CountDownLatch(1);
          followers.add(follow(client, id, stage, reached));
          if (more == 1) {
            await(stage, reached);
          }
        }
        node.kill();
        node.again();
        if (stage == Stage.ANY) {
          // while it starts, or recovers
          pause(random.nextInt(3000));
          node.kill();
          node.again();
        }
        node.awaitReady();
      }
      int index = 0;
      for (Map.Entry<String, Kind> task : accepted.entrySet()) {
        List<TaskEvent> seen = followers.get(index).get(5, TimeUnit.MINUTES);
        assertThat(seen)
            .as("what its follower saw is what is stored")
            .isEqualTo(stored(client, task.getKey()));
        check(seen, task.getValue());
        assertThat(client.get(task.getKey()).state()).isEqualTo(TaskState.DONE);
        index++;
      }
      assertThat(
              Poll.until(
                  () -> client.queue().queued() + client.queue().running() == 0,
                  ServingNode.PATIENCE))
          .isTrue();
      Command.Ended ended = node.stop();
      assertThat(ended.code()).as(ended::toString).isZero();
    }
    List<PodSandboxSummary> left =
        NODE.get().connection().host().client().runtime().listPodSandboxes(Map.of());
    assertThat(left).isEmpty();
    System.out.printf(
        "the node was killed %d times: %d tasks, each with one result%n", KILLS, accepted.size());
  }

  private static void check(List<TaskEvent> events, Kind kind) {
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).seq()).isEqualTo(i);
    }
    assertThat(events.stream().filter(TaskEvent::isLast)).hasSize(1);
    assertThat(events.getLast().body())
        .isInstanceOfSatisfying(
            Body.Result.class,
            last -> assertThat(last.result().verdict()).isEqualTo(kind.verdict()));
    assertThat(events.stream().filter(event -> event.body() instanceof Body.Judged))
        .allSatisfy(
            event -> assertThat(((Body.Judged) event.body()).verdict()).isEqualTo(kind.verdict()));
  }

  private static NewTask task(Kind kind, int number) {
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
                .formatted(kind.script())
                .getBytes(UTF_8))
        .key("task-" + number)
        .build();
  }

  private void await(Stage stage, CountDownLatch reached) throws InterruptedException {
    if (stage == Stage.ANY) {
      pause(random.nextInt(1500));
    } else {
      assertThat(reached.await(2, TimeUnit.MINUTES)).as("%s is reached", stage).isTrue();
    }
  }

  private static void pause(int millis) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    assertThat(Poll.until(() -> System.nanoTime() - end > 0, ServingNode.PATIENCE)).isTrue();
  }

  private static FutureTask<List<TaskEvent>> follow(
      GraderClient client, String id, Stage stage, CountDownLatch reached) {
    FutureTask<List<TaskEvent>> task =
        new FutureTask<>(() -> {
          List<TaskEvent> events = new ArrayList<>();
          try (Follow follow = client.follow(id)) {
            while (follow.hasNext()) {
              TaskEvent event = follow.next();
              events.add(event);
              if (stage.reached.isInstance(event.body()) || event.isLast()) {
                reached.countDown();
              }
            }
          }
          return events;
        });
    Thread.ofVirtual().start(task);
    return task;
  }

  private static List<TaskEvent> stored(GraderClient client, String id) {
    List<TaskEvent> events = new ArrayList<>();
    try (Follow follow = client.follow(id)) {
      follow.forEachRemaining(events::add);
    }
    return events;
  }
}
