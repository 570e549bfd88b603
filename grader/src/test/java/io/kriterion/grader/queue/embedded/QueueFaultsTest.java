package io.kriterion.grader.queue.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.ReleaseReason;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.Tasks;
import io.kriterion.grader.task.Bytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** A disk that is full, a file that is held, damaged or somebody else's: said, and nothing lost. */
class QueueFaultsTest {

  @TempDir private Path directory = Path.of("");

  private final FakeTime time = new FakeTime();

  private EmbeddedQueue open() {
    return time.open(directory, FakeTime.SETTINGS);
  }

  private static void assertRefused(Reason reason, String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(QueueException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }

  private static Connection other(Path file) throws SQLException {
    return new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
  }

  @Test
  void aFullDiskIsSaidAndNothingAcceptedIsLost() throws IOException, InterruptedException {
    assumeTrue(isRoot(), "mounting a small disk needs root");
    Path disk = Files.createDirectory(directory.resolve("disk"));
    command("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk.toString());
    try {
      List<TaskId> accepted = new ArrayList<>();
      Bytes payload = Bytes.of(new byte[100_000]);
      try (EmbeddedQueue queue = time.open(disk, FakeTime.SETTINGS)) {
        assertRefused(
            Reason.FULL,
            "disk is full",
            () -> {
              while (accepted.size() < 1000) {
                String key = "k" + accepted.size();
                accepted.add(queue.submit(Tasks.withPayload(Tasks.of(key), payload)).task());
              }
            });
        assertThat(accepted).isNotEmpty();
        assertAllWait(queue, accepted);
        command("mount", "-o", "remount,size=16m", disk.toString());
        for (int i = 0; i < 3; i++) {
          String key = "roomy" + i;
          accepted.add(queue.submit(Tasks.withPayload(Tasks.of(key), payload)).task());
        }
        assertAllWait(queue, accepted);
      }
      try (EmbeddedQueue queue = time.open(disk, FakeTime.SETTINGS)) {
        assertAllWait(queue, accepted);
      }
    } finally {
      command("umount", disk.toString());
    }
  }

  private static void assertAllWait(EmbeddedQueue queue, List<TaskId> tasks) {
    assertThat(tasks)
        .allSatisfy(task -> assertThat(queue.status(task).state()).isEqualTo(TaskState.QUEUED));
    assertThat(queue.snapshot().queued()).isEqualTo(tasks.size());
  }

  private static boolean isRoot() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .anyMatch(line -> line.matches("Uid:\\s+0\\s.*"));
  }

  private static void command(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", words)).isZero();
  }

  @Test
  void aFileThatAnotherProgramHoldsIsSaidAndWorksAgainAfterwards() throws Exception {
    try (EmbeddedQueue queue = open()) {
      TaskId before = queue.submit(Tasks.of("before")).task();
      try (Connection other = other(directory.resolve("queue.db"));
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertRefused(
            Reason.UNAVAILABLE, "another program", () -> queue.submit(Tasks.of("during")));
        assertThat(queue.status(before).state()).as("reading goes on").isEqualTo(TaskState.QUEUED);
        statement.execute("ROLLBACK");
      }
      assertThat(queue.submit(Tasks.of("during")).isNew()).as("it had no effect").isTrue();
      assertThat(queue.claim(Set.of(), 9, Duration.ZERO)).hasSize(2);
      try (Connection other = other(directory.resolve("queue.db"));
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertRefused(Reason.UNAVAILABLE, "another program", () -> queue.submit(Tasks.of("again")));
        statement.execute("ROLLBACK");
      }
      assertThat(queue.submit(Tasks.of("again")).isNew()).as("every time").isTrue();
    }
  }

  @Test
  void aSecondQueueInTheSameDirectoryIsRefused() throws Exception {
    try (EmbeddedQueue queue = open()) {
      assertRefused(Reason.UNAVAILABLE, "is in use already", this::open);
      assertAnotherProcessIsRefused();
      assertThat(queue.submit(Tasks.of("k")).isNew()).isTrue();
    }
    try (EmbeddedQueue queue = open()) {
      assertThat(queue.snapshot().queued()).isEqualTo(1);
    }
  }

  private void assertAnotherProcessIsRefused() throws IOException, InterruptedException {
    Process process = QueueVictim.start(directory, "second", ProcessBuilder.Redirect.PIPE);
    try {
      process.getInputStream().close();
      assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8))
          .contains("the queue in " + directory + " is in use already");
      assertThat(process.waitFor()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
    Path file = directory.resolve("queue.db");
    String text = "somebody's notes, long enough to be looked at. ".repeat(100);
    Files.writeString(file, text);
    assertRefused(Reason.UNAVAILABLE, file + ": the queue's file is not one", this::open);
    assertThat(file).hasContent(text);
  }

  @Test
  void aDatabaseOfAnotherProgramIsRefusedAndLeftAlone() throws Exception {
    Path file = directory.resolve("queue.db");
    try (Connection other = other(file);
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TABLE notes (text)");
    }
    byte[] before = Files.readAllBytes(file);
    assertRefused(Reason.UNAVAILABLE, "another program", this::open);
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void aFileOfALaterReleaseIsRefused() throws Exception {
    open().close();
    try (Connection other = other(directory.resolve("queue.db"));
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA user_version = 3");
    }
    assertRefused(Reason.UNAVAILABLE, "has the form 3", this::open);
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    try (EmbeddedQueue queue = open()) {
      for (int i = 0; i < 200; i++) {
        queue.submit(Tasks.withPayload(Tasks.of("k" + i), Bytes.of(new byte[2000])));
      }
    }
    try (RandomAccessFile file =
        new RandomAccessFile(directory.resolve("queue.db").toFile(), "rw")) {
      byte[] rubbish = new byte[4096];
      java.util.Arrays.fill(rubbish, (byte) 0x5a);
      for (long page = 2; page < file.length() / 4096; page += 3) {
        file.seek(page * 4096);
        file.write(rubbish);
      }
    }
    assertRefused(Reason.UNAVAILABLE, "damaged", this::open);
  }

  @Test
  void aPlaceThatCannotBeUsedIsSaid() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertRefused(
        Reason.UNAVAILABLE,
        "cannot use " + file,
        () -> EmbeddedQueue.open(file, QueueSettings.DEFAULT));
    assertRefused(
        Reason.UNAVAILABLE,
        "there is no queue",
        () -> EmbeddedQueue.backup(directory.resolve("absent"), directory.resolve("copy")));
  }

  private static QueueSettings waiting(int most) {
    return new QueueSettings(
        Duration.ofSeconds(30),
        3,
        most,
        FakeTime.SETTINGS.largestPayload(),
        FakeTime.SETTINGS.eventBytes(),
        Duration.ofHours(1),
        Duration.ofMillis(200));
  }

  @Test
  void asManyWaitAsMayAndNoMore() {
    try (EmbeddedQueue queue = time.open(directory, waiting(2))) {
      TaskId first = queue.submit(Tasks.of("a")).task();
      queue.submit(Tasks.of("b"));
      assertRefused(Reason.FULL, "as many tasks wait", () -> queue.submit(Tasks.of("c")));
      assertThat(queue.submit(Tasks.of("a")).task()).as("known already").isEqualTo(first);
      queue.cancel(first, "makes room");
      assertThat(queue.submit(Tasks.of("c")).isNew()).isTrue();
    }
  }

  @Test
  void ofOneOwnerHalfAsManyWaitAlsoAfterARestart() throws InterruptedException {
    try (EmbeddedQueue queue = time.open(directory, waiting(4))) {
      queue.submit(Tasks.of("a/1"));
      TaskId second = queue.submit(Tasks.of("a/2")).task();
      assertOwnerRefused(queue, "a/3");
      queue.submit(Tasks.of("b/1"));
      queue.cancel(second, "makes room");
      queue.submit(Tasks.of("a/3"));
    }
    try (EmbeddedQueue queue = time.open(directory, waiting(4))) {
      assertOwnerRefused(queue, "a/4");
      var lease = queue.claim(Set.of(), 1, Duration.ZERO).getFirst().lease();
      assertThat(queue.submit(Tasks.of("a/4")).isNew()).as("one of a's runs").isTrue();
      queue.release(lease, ReleaseReason.RETURNED, "waits again");
      assertOwnerRefused(queue, "a/5");
      assertRefused(Reason.FULL, "as many tasks wait", () -> queue.submit(Tasks.of("c/1")));
    }
    try (EmbeddedQueue queue = time.open(directory.resolve("one"), waiting(1))) {
      assertThat(queue.submit(Tasks.of("a/1")).isNew()).isTrue();
    }
  }

  private static void assertOwnerRefused(EmbeddedQueue queue, String key) {
    assertRefused(
        Reason.FULL,
        "as many tasks of a wait as may of one (2)",
        () -> queue.submit(Tasks.of(key)));
  }

  @Test
  void whatIsTooLargeIsRefused() throws InterruptedException {
    Bytes large = Bytes.of(new byte[(1 << 20) + 1]);
    try (EmbeddedQueue queue = open()) {
      assertRefused(
          Reason.TOO_LARGE, "payload", () -> queue.submit(Tasks.withPayload(Tasks.of("k"), large)));
      queue.submit(Tasks.of("k"));
      var lease = queue.claim(Set.of(), 1, Duration.ZERO).getFirst().lease();
      assertRefused(Reason.TOO_LARGE, "result", () -> queue.complete(lease, large));
      queue.complete(lease, Bytes.EMPTY);
      assertThat(queue.status(lease.task()).state()).isEqualTo(TaskState.DONE);
    }
  }
}
