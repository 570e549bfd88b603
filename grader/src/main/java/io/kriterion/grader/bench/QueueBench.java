package io.kriterion.grader.bench;

import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.queue.embedded.EmbeddedQueue;
import io.kriterion.grader.queue.embedded.QueueSettings;
import io.kriterion.grader.task.Bytes;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Whole lives of tasks in an embedded queue (submitted, claimed, renewed, completed, each on disk
 * before the next), by many callers at a time; beside rows of the same size written to a bare
 * SQLite file, one fsync each, in turn.
 */
public final class QueueBench {

  private static final int CALLERS = 32;
  private static final int CYCLES = 1024;
  private static final int PAYLOAD = 2048;
  private static final double LEAST_RATE = 1000;

  private final Path directory;
  private final int rounds;
  private int keys;

  /**
   * A bench in a directory.
   *
   * @param directory an empty one, on the disk that is measured; what is left in it is the caller's
   *     to remove
   * @param rounds how many times a thousand cycles are measured
   */
  public QueueBench(Path directory, int rounds) {
    this.directory = directory;
    this.rounds = rounds;
  }

  /**
   * Measures {@code queue-cycles}; blocks for seconds.
   *
   * @throws io.kriterion.grader.queue.QueueException when the disk does not work
   */
  public Figure measure() throws InterruptedException {
    List<Double> ours = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    try (EmbeddedQueue queue =
            EmbeddedQueue.open(directory.resolve("queue"), QueueSettings.DEFAULT);
        BareInserts inserts = new BareInserts(directory.resolve("bare.db"))) {
      round(queue);
      for (int round = 0; round < rounds; round++) {
        bare.add(inserts.rate(CYCLES, PAYLOAD));
        ours.add(round(queue));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the baseline failed", e);
    }
    Samples rates = Samples.of(ours);
    return Figure.ofRates(
        "queue-cycles",
        "embedded",
        "1/s",
        rates,
        Samples.of(bare).atLeast(50),
        "bare inserts, one per commit",
        "p50 >= 1000",
        rates.atLeast(50) >= LEAST_RATE);
  }

  private double round(EmbeddedQueue queue) throws InterruptedException {
    List<Callable<Integer>> callers = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      int first = keys;
      keys += CYCLES / CALLERS;
      callers.add(() -> cycles(queue, first, CYCLES / CALLERS));
    }
    long start = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int done = 0;
      for (Future<Integer> caller : threads.invokeAll(callers)) {
        done += caller.get();
      }
      return done / ((System.nanoTime() - start) / 1e9);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a caller of the queue failed", e.getCause());
    }
  }

  /* A caller submits a task and then works on one: its own, or another caller's. */
  private static int cycles(EmbeddedQueue queue, int first, int count) throws InterruptedException {
    for (int i = first; i < first + count; i++) {
      queue.submit(task("bench-" + i, "course " + i % 10, "user " + i % 100));
      ClaimedTask claimed = queue.claim(Set.of(), 1, Duration.ofSeconds(10)).getFirst();
      queue.renew(claimed.lease());
      queue.complete(claimed.lease(), Bytes.ofText("accepted"));
    }
    return count;
  }

  private static NewTask task(String key, String course, String user) {
    return new NewTask(
        key,
        course,
        user,
        0,
        Duration.ofSeconds(1),
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        Bytes.of(new byte[PAYLOAD]));
  }
}
