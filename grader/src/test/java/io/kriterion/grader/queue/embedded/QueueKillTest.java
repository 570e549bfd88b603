package io.kriterion.grader.queue.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.TaskEvent;
import io.kriterion.grader.queue.TaskEvent.Kind;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.Watch;
import io.kriterion.grader.task.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while it uses a queue, again and again: what it was told had been
 * accepted is there, what it was told had been completed has that result and no other.
 */
@Timeout(300)
class QueueKillTest {

  private static final int KILLS = Integer.getInteger("kriterion.queue.kills", 50);
  private static final int LEAST_KILLS = 10;
  private static final Duration BUDGET = Duration.ofSeconds(25);
  private static final int MOST_LINES = 120;

  @TempDir private Path directory = Path.of("");

  private final Random random = new Random(20260101);
  private final Map<String, TaskId> accepted = new HashMap<>();
  private final Map<TaskId, Integer> completed = new HashMap<>();

  @Test
  void killsLoseNothingAndDeliverNothingTwice() throws Exception {
    long start = System.nanoTime();
    int lives = 0;
    while (lives < KILLS && (lives < LEAST_KILLS || System.nanoTime() - start < BUDGET.toNanos())) {
      liveAndDie(lives++);
    }
    System.out.println(
        lives + " kills (of " + KILLS + ", as far as they go into " + BUDGET.toSeconds() + " s)");
    assertThat(accepted).hasSizeGreaterThan(lives);
    assertThat(completed).hasSizeGreaterThan(lives);
    FakeTime time = new FakeTime();
    try (EmbeddedQueue queue = time.open(directory, QueueVictim.SETTINGS)) {
      time.pass(Duration.ofSeconds(31), queue);
      finish(queue);
      accepted.forEach(
          (key, task) -> assertThat(queue.status(task).state()).as(key).isEqualTo(TaskState.DONE));
      for (Map.Entry<String, TaskId> each : accepted.entrySet()) {
        assertDeliveredOnce(queue, each.getKey(), each.getValue());
      }
    }
  }

  private void liveAndDie(int life) throws IOException, InterruptedException {
    Process process = QueueVictim.start(directory, "life" + life, ProcessBuilder.Redirect.DISCARD);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      int enough = random.nextInt(MOST_LINES);
      String line = lines.readLine();
      assertThat(line).as("the first word of life " + life).isNotNull();
      for (int i = 0; line != null; i++) {
        note(line.split(" "));
        if (i == enough) {
          process.toHandle().destroyForcibly(); // leaves the stream open: what was said is read
        }
        line = lines.readLine();
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as("killed").isEqualTo(128 + 9);
  }

  private void note(String[] words) {
    assertThat(words).hasSize(3);
    if (words[0].equals("accepted")) {
      assertThat(accepted.put(words[1], new TaskId(words[2]))).isNull();
    } else {
      assertThat(completed.put(new TaskId(words[1]), Integer.valueOf(words[2])))
          .as("completed twice")
          .isNull();
    }
  }

  /* What the dead had not finished; also tasks whose acceptance they could not tell any more. */
  private static void finish(EmbeddedQueue queue) throws InterruptedException {
    List<ClaimedTask> left = queue.claim(Set.of(), 100, Duration.ZERO);
    while (!left.isEmpty()) {
      for (ClaimedTask claimed : left) {
        queue.complete(claimed.lease(), Bytes.ofText(claimed.task().key()));
      }
      left = queue.claim(Set.of(), 100, Duration.ZERO);
    }
  }

  private void assertDeliveredOnce(EmbeddedQueue queue, String key, TaskId task)
      throws InterruptedException {
    List<TaskEvent> events = new ArrayList<>();
    try (Watch watch = queue.watch(task, 0)) {
      while (!watch.isEnded()) {
        events.addAll(watch.next(Duration.ofSeconds(30)));
      }
    }
    assertThat(events)
        .extracting(TaskEvent::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
    List<TaskEvent> results = events.stream().filter(event -> event.kind() == Kind.RESULT).toList();
    assertThat(results).as(key).hasSize(1);
    assertThat(results.getFirst().data()).isEqualTo(Bytes.ofText(key));
    if (completed.containsKey(task)) {
      assertThat(results.getFirst().attempt()).as(key).isEqualTo(completed.get(task));
    }
  }
}
