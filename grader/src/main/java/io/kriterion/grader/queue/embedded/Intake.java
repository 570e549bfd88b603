package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.Acceptance;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskState;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** Takes tasks in. */
final class Intake {

  private static final int RANDOM_BITS_BELOW_VERSION = 12;

  private final QueueSettings settings;
  private final SecureRandom random = new SecureRandom();

  Intake(QueueSettings settings) {
    this.settings = settings;
  }

  /** The operation that accepts a task; what takes long is done here, by the caller. */
  Operation.Work<Acceptance> accept(NewTask task) {
    if (task.payload().length() > settings.largestPayload().bytes()) {
      throw new QueueException(
          Reason.TOO_LARGE,
          "the payload has "
              + task.payload()
              + " (expected: at most "
              + settings.largestPayload()
              + ")");
    }
    byte[] payload = task.payload().toArray();
    byte[] hash = sha256(payload);
    return transaction -> {
      Optional<TaskRow> known = TaskRow.byKey(transaction.database(), task.key());
      return known.isPresent()
          ? again(transaction, known.get(), hash)
          : first(transaction, task, payload, hash);
    };
  }

  private static Acceptance again(Transaction transaction, TaskRow known, byte[] hash)
      throws SQLException {
    byte[] before =
        transaction
            .database()
            .first("SELECT hash FROM task WHERE number = ?", row -> row.getBytes(1), known.number())
            .orElseThrow();
    if (!Arrays.equals(before, hash)) {
      throw new QueueException(
          Reason.KEY_CONFLICT,
          "the key belongs to task " + known.id() + ", which has another payload");
    }
    return new Acceptance(known.id(), false);
  }

  private Acceptance first(Transaction transaction, NewTask task, byte[] payload, byte[] hash)
      throws SQLException {
    Database database = transaction.database();
    checkRoom(new Owners(database), Owners.of(task.key()));
    TaskId id = name(transaction.wall());
    database.change(
        """
        INSERT INTO task
          (id, key, hash, priority, course, user, needs, cost, state, submitted, trace, enqueued)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        id.value(),
        task.key(),
        hash,
        task.priority(),
        task.course(),
        task.user(),
        String.join(" ", task.needs()),
        micros(task.cost()),
        TaskState.QUEUED.name(),
        task.submitted().map(Instant::toEpochMilli).orElse(null),
        task.trace().orElse(null),
        transaction.wall());
    TaskRow row = TaskRow.byKey(database, task.key()).orElseThrow();
    database.change("INSERT INTO payload (task, data) VALUES (?, ?)", row.number(), payload);
    new FairShare(database).arrive(row);
    transaction.changes().work();
    return new Acceptance(id, true);
  }

  /* Whoever owns tasks has half of the room at most, so that nobody keeps the others out. */
  private void checkRoom(Owners owners, String owner) throws SQLException {
    int most = settings.mostQueued();
    int mostOfOne = most - most / 2;
    if (!owner.isEmpty() && owners.waiting(owner) >= mostOfOne) {
      throw full(
          "as many tasks of " + owner + " wait as may of one (" + mostOfOne + "); try again later");
    }
    if (owners.waiting() >= most) {
      throw full("as many tasks wait as may (" + most + "); try again later");
    }
  }

  private static QueueException full(String message) {
    return new QueueException(Reason.FULL, message);
  }

  /* A UUID of version 7: the names of later tasks come later, as far as the wall clock goes on. */
  private TaskId name(long wall) {
    long high = wall << 16 | 0x7000 | random.nextInt(1 << RANDOM_BITS_BELOW_VERSION);
    long low = random.nextLong() >>> 2 | 1L << 63;
    return new TaskId(new UUID(high, low).toString());
  }

  static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
