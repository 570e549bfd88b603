package io.kriterion.grader.queue.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.queue.ReleaseReason;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.queue.Tasks;
import io.kriterion.grader.task.Bytes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;

/**
 * What an attempt takes beyond its cost: whatever clocks and restarts do, and who was forgotten.
 */
class QueueOverrunTest {

  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration TENTH = Duration.ofMillis(100);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir private Path directory = Path.of("");

  private final FakeTime time = new FakeTime();

  private EmbeddedQueue open() {
    return time.open(directory, FakeTime.SETTINGS);
  }

  private static void submit(TaskQueue queue, String course, Duration cost, String... keys) {
    for (String key : keys) {
      queue.submit(Tasks.withCost(Tasks.of(key, course, "u"), cost));
    }
  }

  private static ClaimedTask claim(TaskQueue queue) throws InterruptedException {
    return queue.claim(Set.of(), 1, Duration.ZERO).getFirst();
  }

  /* The keys of the next tasks, each of which takes no time. */
  private static List<String> served(TaskQueue queue, int count) throws InterruptedException {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ClaimedTask claimed = claim(queue);
      keys.add(claimed.task().key());
      queue.complete(claimed.lease(), Bytes.EMPTY);
    }
    return keys;
  }

  /* Two courses wait; of a's tasks, which are to take a millisecond, the first is claimed. */
  private static Lease held(TaskQueue queue) throws InterruptedException {
    submit(queue, "a", LEAST, "a0", "a1");
    submit(queue, "b", TENTH, "b0", "b1", "b2", "b3", "b4");
    ClaimedTask claimed = claim(queue);
    assertThat(claimed.task().key()).isEqualTo("a0");
    return claimed.lease();
  }

  private static void assertChargedAQuarterSecond(TaskQueue queue, Lease lease)
      throws InterruptedException {
    queue.complete(lease, Bytes.EMPTY);
    assertThat(served(queue, 5)).containsExactly("b0", "b1", "b2", "a1", "b3");
  }

  @Test
  void aWallClockThatIsSetChargesNothingAndHidesNothing() throws InterruptedException {
    try (EmbeddedQueue queue = open()) {
      Lease lease = held(queue);
      time.setWall(Instant.parse("2050-01-01T00:00:00Z"));
      time.pass(Duration.ofMillis(250), queue);
      time.setWall(Instant.parse("1980-01-01T00:00:00Z"));
      assertChargedAQuarterSecond(queue, lease);
    }
  }

  @Test
  void anAttemptIsChargedThroughARestartForAsLongAsTheQueueWasOpen() throws InterruptedException {
    Lease lease;
    try (EmbeddedQueue queue = open()) {
      lease = held(queue);
      time.pass(Duration.ofMillis(150), queue);
    }
    time.stopFor(Duration.ofDays(400));
    time.setWall(Instant.parse("2050-01-01T00:00:00Z"));
    try (EmbeddedQueue queue = open()) {
      time.pass(Duration.ofMillis(100), queue);
      assertChargedAQuarterSecond(queue, lease);
    }
  }

  @Test
  void whatWasChargedOutlivesARestart() throws InterruptedException {
    try (EmbeddedQueue queue = open()) {
      Lease lease = held(queue);
      time.pass(Duration.ofMillis(250), queue);
      queue.complete(lease, Bytes.EMPTY);
    }
    try (EmbeddedQueue queue = open()) {
      assertThat(served(queue, 4)).containsExactly("b0", "b1", "b2", "a1");
    }
  }

  @Test
  void everyAttemptIsChargedFromItsOwnClaimOn() throws InterruptedException {
    try (EmbeddedQueue queue = open()) {
      submit(queue, "a", LEAST, "long");
      Lease earlier = claim(queue).lease();
      time.pass(Duration.ofSeconds(5), queue);
      queue.complete(earlier, Bytes.EMPTY);
      submit(queue, "b", Duration.ofSeconds(5), "as long");
      assertThat(served(queue, 1)).containsExactly("as long");
      Lease lease = held(queue);
      time.pass(Duration.ofMillis(250), queue);
      assertChargedAQuarterSecond(queue, lease);
    }
  }

  /* Two courses, or two users of one, as the level says. */
  private static void submitAt(
      int level, TaskQueue queue, String name, Duration cost, String... keys) {
    for (String key : keys) {
      NewTask task = level == 0 ? Tasks.of(key, name, "u") : Tasks.of(key, "c", name);
      queue.submit(Tasks.withCost(task, cost));
    }
  }

  /* Three of b's are served while a's only task runs; a, which waits for nothing, has had less than
  who begins to wait now. */
  private Lease outrun(int level, TaskQueue queue) throws InterruptedException, SQLException {
    submitAt(level, queue, "a", LEAST, "a0");
    Lease lease = claim(queue).lease();
    submitAt(level, queue, "b", Duration.ofSeconds(20), "b0", "b1", "b2");
    assertThat(served(queue, 3)).containsExactly("b0", "b1", "b2");
    for (int i = 0; i < 7; i++) {
      time.pass(Duration.ofSeconds(10), queue);
      queue.renew(lease);
    }
    return lease;
  }

  private boolean isKnown(int level, String name) throws SQLException {
    try (Connection other =
            new SQLiteConfig().createConnection("jdbc:sqlite:" + directory.resolve("queue.db"));
        PreparedStatement statement =
            other.prepareStatement("SELECT count(*) FROM flow WHERE level = ? AND name = ?")) {
      statement.setInt(1, level);
      statement.setString(2, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.getInt(1) > 0;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whoHasSomethingThatRunsIsNotForgotten(int level) throws InterruptedException, SQLException {
    try (EmbeddedQueue queue = open()) {
      Lease lease = outrun(level, queue);
      assertThat(isKnown(level, "a")).isTrue();
      submitAt(level, queue, "b", Duration.ofSeconds(20), "b3", "b4", "b5");
      queue.complete(lease, Bytes.EMPTY);
      submitAt(level, queue, "a", LEAST, "a1");
      assertThat(served(queue, 4)).as("60 s, 70 s, 80 s").containsExactly("b3", "a1", "b4", "b5");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void severalThatRunAreChargedEach(int level) throws InterruptedException, SQLException {
    try (EmbeddedQueue queue = open()) {
      submitAt(level, queue, "a", LEAST, "a0", "a1");
      Lease first = claim(queue).lease();
      Lease second = claim(queue).lease();
      submitAt(level, queue, "b", Duration.ofSeconds(20), "b0", "b1", "b2", "b3", "b4", "b5");
      assertThat(served(queue, 3)).containsExactly("b0", "b1", "b2");
      for (int i = 0; i < 13; i++) {
        time.pass(Duration.ofSeconds(5), queue);
        queue.renew(first);
        queue.renew(second);
      }
      queue.complete(first, Bytes.EMPTY);
      time.pass(Duration.ofSeconds(5), queue);
      queue.complete(second, Bytes.EMPTY);
      submitAt(level, queue, "a", LEAST, "a2");
      submitAt(level, queue, "b", Duration.ofSeconds(20), "b6", "b7");
      assertThat(served(queue, 6))
          .as("a has had 65 s and 70 s, b begins at 60 s")
          .containsExactly("b3", "b4", "b5", "b6", "a2", "b7");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whoWasChargedIsForgottenWhenTheOthersHaveHadAsMuch(int level)
      throws InterruptedException, SQLException {
    try (EmbeddedQueue queue = open()) {
      Lease lease = outrun(level, queue);
      submitAt(level, queue, "b", Duration.ofSeconds(20), "b3", "b4");
      queue.complete(lease, Bytes.EMPTY);
      time.pass(MINUTE.plusSeconds(1), queue);
      assertThat(isKnown(level, "a")).as("70 s, the others had 60").isTrue();
      assertThat(served(queue, 2)).containsExactly("b3", "b4");
      time.pass(MINUTE.plusSeconds(1), queue);
      assertThat(isKnown(level, "a")).as("the others have begun at 80 s").isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whatWasHadWhileNobodyElseWantedItIsNoDebt(int level) throws InterruptedException {
    try (EmbeddedQueue queue = open()) {
      submitAt(level, queue, "b", LEAST, "night");
      Lease lease = claim(queue).lease();
      time.pass(Duration.ofSeconds(9), queue);
      queue.complete(lease, Bytes.EMPTY);
      submitAt(level, queue, "a", Duration.ofSeconds(1), "a0", "a1", "a2");
      submitAt(level, queue, "b", Duration.ofSeconds(1), "b0", "b1");
      assertThat(served(queue, 5)).containsExactly("a0", "b0", "a1", "b1", "a2");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whileSomethingOfAnotherRunsItStaysADebt(int level) throws InterruptedException {
    try (EmbeddedQueue queue = open()) {
      submitAt(level, queue, "b", LEAST, "long");
      Lease lease = claim(queue).lease();
      submitAt(level, queue, "c", Duration.ofMinutes(1), "goes on");
      assertThat(claim(queue).task().key()).isEqualTo("goes on");
      time.pass(Duration.ofSeconds(9), queue);
      queue.complete(lease, Bytes.EMPTY);
      submitAt(level, queue, "a", Duration.ofSeconds(1), "a0", "a1", "a2");
      submitAt(level, queue, "b", Duration.ofSeconds(1), "b0", "b1");
      assertThat(served(queue, 5)).containsExactly("a0", "a1", "a2", "b0", "b1");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whoWaitsAgainAfterAnAttemptWasNeverAway(int level) throws InterruptedException {
    try (EmbeddedQueue queue = open()) {
      submitAt(level, queue, "a", LEAST, "a0");
      Lease lease = claim(queue).lease();
      time.pass(Duration.ofSeconds(9), queue);
      queue.release(lease, ReleaseReason.FAILED, "the machine was");
      submitAt(level, queue, "b", Duration.ofSeconds(1), "b0", "b1");
      assertThat(served(queue, 3)).containsExactly("b0", "b1", "a0");
    }
  }
}
