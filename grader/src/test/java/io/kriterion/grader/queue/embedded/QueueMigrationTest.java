package io.kriterion.grader.queue.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.Tasks;
import io.kriterion.grader.queue.Watch;
import io.kriterion.grader.task.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** A file of the first version: a task that is done, one that runs, and some that wait. */
class QueueMigrationTest {

  private static final TaskId DONE = new TaskId("01980000-0000-7000-8000-000000000001");
  private static final TaskId RUNNING = new TaskId("01980000-0000-7000-8000-000000000002");

  @TempDir private Path directory = Path.of("");

  private final FakeTime time = new FakeTime();

  private EmbeddedQueue open() {
    return time.open(directory, FakeTime.SETTINGS);
  }

  private Connection other() throws SQLException {
    return new SQLiteConfig().createConnection("jdbc:sqlite:" + directory.resolve("queue.db"));
  }

  @BeforeEach
  void makeVersion1() throws SQLException, IOException {
    try (Connection connection = other();
        Statement statement = connection.createStatement()) {
      for (String name : new String[] {"version-1.sql", "version-1-rows.sql"}) {
        for (String each : text(name).strip().split(";\\R", -1)) {
          statement.execute(each);
        }
      }
    }
  }

  private static String text(String name) throws IOException {
    try (InputStream text = QueueMigrationTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(text, name).readAllBytes(), UTF_8);
    }
  }

  private long version() throws SQLException {
    try (Connection connection = other();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.getLong(1);
    }
  }

  private static Set<String> columns(Path file) throws SQLException {
    Set<String> columns = new TreeSet<>();
    try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT concat_ws(' ', t.name, c.name, c.type, c.\"notnull\", c.dflt_value)"
                    + " FROM sqlite_schema t, pragma_table_info(t.name) c")) {
      while (row.next()) {
        columns.add(row.getString(1));
      }
    }
    return columns;
  }

  @Test
  void everythingIsThere() throws InterruptedException, SQLException {
    try (EmbeddedQueue queue = open();
        Watch watch = queue.watch(DONE, 0)) {
      assertThat(watch.next(Duration.ZERO).getFirst().data()).isEqualTo(Bytes.ofText("passed"));
      assertThat(queue.status(DONE).state()).isEqualTo(TaskState.DONE);
      assertThat(queue.status(RUNNING).state()).isEqualTo(TaskState.RUNNING);
      queue.complete(new Lease(RUNNING, 1), Bytes.ofText("failed"));
      assertThat(queue.claim(Set.of(), 9, Duration.ZERO))
          .extracting(ClaimedTask::task)
          .allSatisfy(task -> assertThat(task.payload()).isEqualTo(Bytes.ofText(task.key())))
          .extracting(task -> task.key())
          .containsExactly("b0", "a1", "b1");
    }
    assertThat(version()).isEqualTo(2);
    try (EmbeddedQueue queue = open()) {
      assertThat(queue.status(RUNNING).state()).isEqualTo(TaskState.DONE);
    }
  }

  @Test
  void whatRunsIsChargedFromThenOn() throws InterruptedException {
    try (EmbeddedQueue queue = open()) {
      time.pass(Duration.ofSeconds(3), queue);
      queue.complete(new Lease(RUNNING, 1), Bytes.EMPTY);
      for (String key : new String[] {"b2", "b3", "b4"}) {
        queue.submit(Tasks.of(key, "b", "u"));
      }
      assertThat(queue.claim(Set.of(), 9, Duration.ZERO))
          .extracting(claimed -> claimed.task().key())
          .as("the one of 1 s was held for 3: a stands at 4 s, b begins at 1 s")
          .containsExactly("b0", "b1", "b2", "a1", "b3", "b4");
    }
  }

  @Test
  void theFormIsThatOfANewFile() throws SQLException {
    open().close();
    Path fresh = directory.resolve("fresh");
    time.open(fresh, FakeTime.SETTINGS).close();
    assertThat(columns(directory.resolve("queue.db")))
        .isEqualTo(columns(fresh.resolve("queue.db")))
        .contains("task held_since INTEGER 0");
  }

  @Test
  void aFileThatCannotBeWrittenStaysAsItIs() throws SQLException {
    try (Connection connection = other();
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("BEGIN IMMEDIATE");
      assertThatThrownBy(this::open)
          .isInstanceOf(QueueException.class)
          .hasMessageContaining("another program");
      statement.execute("ROLLBACK");
    }
    assertThat(version()).isEqualTo(1);
    open().close();
    assertThat(version()).isEqualTo(2);
  }

  @Test
  void aMigrationThatFailsHalfwayChangesNothing() throws SQLException {
    try (Connection connection = other();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TRIGGER fails BEFORE UPDATE ON task BEGIN SELECT raise(ABORT, 'no'); END");
      Set<String> before = columns(directory.resolve("queue.db"));
      assertThatThrownBy(this::open).isInstanceOf(QueueException.class);
      assertThat(columns(directory.resolve("queue.db"))).isEqualTo(before);
      assertThat(version()).isEqualTo(1);
      statement.execute("DROP TRIGGER fails");
    }
    open().close();
    assertThat(version()).isEqualTo(2);
  }

  @Test
  void aBackupIsOfTheVersionThatTheFileHas() throws IOException, SQLException {
    Path elsewhere = Files.createDirectory(directory.resolve("copy"));
    Path copy = elsewhere.resolve("queue.db");
    EmbeddedQueue.backup(directory, copy);
    assertThat(version()).isEqualTo(1);
    assertThat(columns(copy)).isEqualTo(columns(directory.resolve("queue.db")));
    try (EmbeddedQueue queue = time.open(elsewhere, FakeTime.SETTINGS)) {
      assertThat(queue.snapshot().queued()).isEqualTo(3);
    }
  }
}
