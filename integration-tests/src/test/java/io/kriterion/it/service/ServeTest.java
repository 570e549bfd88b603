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
import io.kriterion.client.TaskEvent;
import io.kriterion.client.TaskState;
import io.kriterion.client.Verdict;
import io.kriterion.grader.process.Poll;
import io.kriterion.it.command.Command;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.host.LongSleep;
import io.kriterion.it.node.ClassNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code kriterion serve} as its users meet it. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class ServeTest {

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  @TempDir private Path directory;

  private static NewTask.Builder shell(String script) {
    return NewTask.builder(
        """
        name: test
        course: c1
        environment: base
        limits: { wall-time: 1m, memory: 64MiB }
        steps:
          - name: only
            run: [ sh, -c, '%s' ]
            expect: { stdout: "done\\n" }
        """
            .formatted(script)
            .getBytes(UTF_8));
  }

  @Test
  void tasksAreGradedWithTheirFilesAndTheirEventsKept() throws Exception {
    try (ServingNode node = ServingNode.start(NODE.get(), directory)) {
      GraderClient client = node.client();
      NewTask task =
          NewTask.builder(
                  """
                  name: both files
                  environment: base
                  files: [ tests/say ]
                  limits: { memory: 64MiB }
                  steps:
                    - name: says
                      run: [ tests/say, name ]
                      stdin: { file: tests/1.in }
                      expect: { stdout: { file: tests/1.out } }
                      points: 3
                  """
                      .getBytes(UTF_8))
              .taskFile("tests/say", "#!/bin/sh\ncat $1; cat\n".getBytes(UTF_8), true)
              .taskFile("tests/1.in", "in\n".getBytes(UTF_8), false)
              .taskFile("tests/1.out", "ann\nin\n".getBytes(UTF_8), false)
              .submissionFile("name", "ann\n".getBytes(UTF_8), false)
              .key("one")
              .user("ann")
              .build();
      String id = client.submit(task).task();
      assertThat(client.submit(task).existed()).isTrue();

      List<TaskEvent> events = all(client, id, -1);
      assertThat(kinds(events))
          .containsExactly(
              "Accepted", "Planned", "StepStarted", "Output", "StepFinished", "Judged", "Result");
      assertThat(events.getLast().body())
          .isInstanceOfSatisfying(
              Body.Result.class,
              last -> {
                assertThat(last.result().verdict()).isEqualTo(Verdict.ACCEPTED);
                assertThat(last.result().points()).isEqualTo(3);
                assertThat(last.result().node()).isEqualTo("it");
                assertThat(last.result().stages().execute()).isPositive();
                assertThat(last.result().delays().sending()).isPresent();
                assertThat(last.result().delays().grading()).isPositive();
                assertThat(last.result().delays().booting()).isPositive();
              });
      for (long after = 0; after < events.size(); after++) {
        assertThat(all(client, id, after))
            .isEqualTo(events.subList((int) after + 1, events.size()));
      }
      assertThat(client.get(id).state()).isEqualTo(TaskState.DONE);
      assertThat(client.get(id).user()).isEqualTo("ann");
      Command.Ended ended = node.stop();
      assertThat(ended.code()).as(ended::toString).isZero();
      assertThat(ended.stderr()).doesNotContain("Exception");
    }
  }

  @Test
  void outputComesWhileTheProgramRunsAndCancelEndsIt() throws Exception {
    try (ServingNode node = ServingNode.start(NODE.get(), directory)) {
      GraderClient client = node.client();
      String id = client.submit(shell("echo begun; sleep 50; echo done").build()).task();
      try (Follow follow = client.follow(id)) {
        TaskEvent event = follow.next();
        while (!(event.body() instanceof Body.Output)) {
          event = follow.next();
        }
        assertThat(client.get(id).state()).isEqualTo(TaskState.RUNNING);
        assertThat(client.nodes().getFirst().running())
            .singleElement()
            .satisfies(running -> assertThat(running.task()).isEqualTo(id));
        assertThat(client.cancel(id, "no more needed")).isEqualTo(TaskState.RUNNING);
        while (follow.hasNext()) {
          event = follow.next();
        }
        assertThat(event.body()).isInstanceOf(Body.Cancelled.class);
      }
      assertThat(client.get(id).state()).isEqualTo(TaskState.CANCELLED);
      assertThat(
              Poll.until(() -> client.nodes().getFirst().running().isEmpty(), ServingNode.PATIENCE))
          .isTrue();
      assertThat(client.nodes().getFirst().memoryUsed()).isZero();
    }
  }

  @Test
  void whatCannotBeGradedIsSaidAtOnceOrByARefusal() throws Exception {
    try (ServingNode node = ServingNode.start(NODE.get(), directory)) {
      GraderClient client = node.client();
      assertThatExceptionOfType(GraderClientException.class)
          .isThrownBy(() -> client.submit(NewTask.builder("name: x".getBytes(UTF_8)).build()))
          .satisfies(e -> {
            assertThat(e.code()).isEqualTo(GraderClientException.Code.INVALID);
            assertThat(e).hasMessageContaining("task.yaml");
          });
      assertThat(refusal(client, shell("echo done").runtime("kata").build())).contains("kata");
      NewTask unknown =
          NewTask.builder(
                  "name: x\nenvironment: nowhere\nsteps: [ { name: a, run: [ a ] } ]"
                      .getBytes(UTF_8))
              .build();
      assertThat(refusal(client, unknown)).contains("nowhere");
      NewTask large =
          NewTask.builder(
                  "name: x\nenvironment: base\nlimits: { memory: 3GiB }\nsteps: [ { name: a, run: [ a ] } ]"
                      .getBytes(UTF_8))
              .build();
      assertThat(refusal(client, large)).contains("this node has 1GiB");
      assertThat(client.await(client.submit(shell("echo done").build()).task()))
          .isInstanceOf(Outcome.Graded.class);
    }
  }

  @Test
  void aDrainedNodeFinishesAndTakesNothing() throws Exception {
    try (ServingNode node = ServingNode.start(NODE.get(), directory)) {
      GraderClient client = node.client();
      LongSleep sleep = new LongSleep();
      String running = client.submit(shell("echo begun; " + sleep + "; echo done").build()).task();
      awaitRunning(client, running);
      assertThatExceptionOfType(GraderClientException.class)
          .isThrownBy(() -> client.drain(Duration.ofMillis(100)))
          .satisfies(e -> assertThat(e.code()).isEqualTo(GraderClientException.Code.DEADLINE));
      String waiting = client.submit(shell("echo done").build()).task();
      sleep.end();
      assertThat(client.drain(ServingNode.PATIENCE).state()).isEqualTo(NodeInfo.State.DRAINED);
      assertThat(client.get(running).state()).isEqualTo(TaskState.DONE);
      assertThat(client.get(waiting).state()).isEqualTo(TaskState.QUEUED);
      assertThat(client.get(waiting).position()).isPresent();
      Command.Ended ended = node.stop();
      assertThat(ended.code()).as(ended::toString).isZero();
      node.again();
      node.await(NodeInfo.State.DRAINED);
      assertThat(client.get(waiting).state())
          .as("a restart is no order")
          .isEqualTo(TaskState.QUEUED);
      client.resume();
      node.awaitReady();
      assertThat(client.await(waiting)).isInstanceOf(Outcome.Graded.class);
    }
  }

  @Test
  void theEndGivesBackWhatRunsAndTheNextLifeGradesIt() throws Exception {
    try (ServingNode node = ServingNode.start(NODE.get(), directory)) {
      GraderClient client = node.client();
      LongSleep sleep = new LongSleep();
      String id = client.submit(shell("echo begun; " + sleep + "; echo done").build()).task();
      awaitRunning(client, id);
      FutureTask<List<TaskEvent>> followed = start(() -> all(client, id, -1));
      Command.Ended ended = node.stop();
      assertThat(ended.code()).as(ended::toString).isZero();
      node.again();
      sleep.end();
      List<TaskEvent> events = followed.get(2, TimeUnit.MINUTES);
      assertThat(events.stream().map(TaskEvent::seq)).doesNotHaveDuplicates().isSorted();
      assertThat(events.stream().filter(event -> event.body() instanceof Body.AttemptEnded))
          .singleElement()
          .satisfies(event ->
              assertThat(((Body.AttemptEnded) event.body()).reason()).contains("the node stops"));
      assertThat(events.getLast().attempt()).isEqualTo(2);
      assertThat(events.getLast().body()).isInstanceOf(Body.Result.class);
    }
  }

  @Test
  void oneStateIsForOneNode() throws Exception {
    try (ServingNode node = ServingNode.start(NODE.get(), directory)) {
      Command.run("serve", "-e", NODE.get().containerd().socket(), "--config", node.config())
          .assertRefused(3, "is in use already");
      assertThat(node.client().await(node.client().submit(shell("echo done").build()).task()))
          .isInstanceOf(Outcome.Graded.class);
    }
  }

  @Test
  void aSocketThatIsNoRuntimesIsSaid() throws Exception {
    Path config = directory.resolve("k.yaml");
    java.nio.file.Files.writeString(
        config,
        "node: { state: %s }\napi: { socket: %s }\n"
            .formatted(directory.resolve("state"), directory.resolve("node.sock")));
    Command.run("serve", "-e", directory.resolve("nothing.sock"), "--config", config)
        .assertRefused(3, "nothing.sock");
  }

  /* What a program prints in several goes may come in several events. */
  private static List<String> kinds(List<TaskEvent> events) {
    List<String> kinds = new ArrayList<>();
    for (TaskEvent event : events) {
      String kind = event.body().getClass().getSimpleName();
      if (!kind.equals("Output") || !kinds.getLast().equals(kind)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private static String refusal(GraderClient client, NewTask task) {
    Outcome outcome = client.await(client.submit(task).task());
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).reason();
  }

  private static void awaitRunning(GraderClient client, String id) {
    try (Follow follow = client.follow(id)) {
      while (!(follow.next().body() instanceof Body.Output)) {
        assertThat(follow.hasNext()).isTrue();
      }
    }
  }

  private static List<TaskEvent> all(GraderClient client, String id, long after) {
    List<TaskEvent> events = new ArrayList<>();
    try (Follow follow = after < 0 ? client.follow(id) : client.follow(id, after)) {
      follow.forEachRemaining(events::add);
    }
    return events;
  }

  private static <T> FutureTask<T> start(Callable<T> work) throws IOException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }
}
