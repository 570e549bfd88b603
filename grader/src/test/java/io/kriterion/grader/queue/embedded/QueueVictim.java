package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.Acceptance;
import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.Tasks;
import io.kriterion.grader.task.Bytes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that uses a queue until it is killed. It says what the queue has told it was done, a
 * line each, in one write: {@code accepted KEY ID}, {@code completed ID ATTEMPT}.
 */
final class QueueVictim {

  static final QueueSettings SETTINGS = patient();
  private static final int SUBMITTERS = 4;
  private static final int WORKERS = 3;

  @SuppressWarnings("resource") // the process's own, which is never closed
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private QueueVictim() {}

  /* Attempts that are killed fail; no task is to die of that here. */
  private static QueueSettings patient() {
    QueueSettings usual = QueueSettings.DEFAULT;
    return new QueueSettings(
        usual.lease(),
        100,
        usual.mostQueued(),
        usual.largestPayload(),
        usual.eventBytes(),
        usual.retention(),
        usual.patience());
  }

  /** Starts such a process; what it says is its standard output. */
  static Process start(Path directory, String word, ProcessBuilder.Redirect errors)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            QueueVictim.class.getName(),
            directory.toString(),
            word)
        .redirectError(errors)
        .start();
  }

  /**
   * Never returns.
   *
   * @param arguments the queue's directory, and a word for the keys of this life
   */
  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedQueue queue = EmbeddedQueue.open(Path.of(arguments[0]), SETTINGS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SUBMITTERS; i++) {
        String prefix = arguments[1] + "-" + i + "-";
        threads.execute(() -> submit(queue, prefix));
      }
      for (int i = 0; i < WORKERS; i++) {
        threads.execute(() -> work(queue));
      }
    }
  }

  private static void submit(EmbeddedQueue queue, String prefix) {
    for (int i = 0; ; i++) {
      String key = prefix + i;
      Acceptance accepted = queue.submit(Tasks.of(key, "course " + i % 3, prefix));
      say("accepted " + key + " " + accepted.task());
    }
  }

  private static void work(EmbeddedQueue queue) {
    try {
      while (true) {
        for (ClaimedTask claimed : queue.claim(Set.of(), 2, Duration.ofSeconds(1))) {
          queue.publish(claimed.lease(), 1, List.of(Bytes.ofText("one"), Bytes.ofText("two")));
          queue.renew(claimed.lease());
          queue.complete(claimed.lease(), Bytes.ofText(claimed.task().key()));
          say("completed " + claimed.lease().task() + " " + claimed.lease().attempt());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(String line) {
    try {
      OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("nobody listens any more", e);
    }
  }
}
