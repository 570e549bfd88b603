package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.TaskEvent;
import io.kriterion.grader.queue.TaskEvent.Kind;
import io.kriterion.grader.task.Bytes;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events of tasks: written in transactions, read by watchers. */
final class Events {

  /* What an event counts besides its data, so that empty ones are not free. */
  private static final int OVERHEAD = 64;
  private static final int MOST_READ = 256;
  private static final long MOST_BYTES_READ = 64 << 10;
  static final int MOST_REASONS = 20;

  private Events() {}

  /** Adds an event of the queue's own. */
  static void add(Transaction transaction, TaskRow task, Kind kind, Bytes data)
      throws SQLException {
    List<Pending> one = List.of(new Pending(kind, data));
    write(transaction, task, task.lastSeq(), one);
    transaction
        .database()
        .change("UPDATE task SET last_seq = last_seq + 1 WHERE number = ?", task.number());
  }

  private record Pending(Kind kind, Bytes data) {}

  /**
   * Adds what a worker says, up to the bound; then one event that says that it was reached.
   *
   * @param first the number of the first within the attempt
   * @throws IllegalArgumentException when there is a gap before the first
   */
  static void publish(
      Transaction transaction, TaskRow task, long first, List<Bytes> events, long mostBytes)
      throws SQLException {
    if (first > task.published() + 1) {
      throw new IllegalArgumentException(
          "first: " + first + " (expected: at most " + (task.published() + 1) + ")");
    }
    long skipped = Math.min(events.size(), task.published() + 1 - first);
    List<Pending> kept = new ArrayList<>();
    long bytes = task.eventBytes();
    boolean truncated = task.truncated();
    for (Bytes event : events.subList((int) skipped, events.size())) {
      if (!truncated && bytes + event.length() + OVERHEAD > mostBytes) {
        truncated = true;
        kept.add(new Pending(Kind.TRUNCATED, Bytes.EMPTY));
      }
      if (!truncated) {
        bytes += event.length() + OVERHEAD;
        kept.add(new Pending(Kind.PUBLISHED, event));
      }
    }
    write(transaction, task, task.lastSeq(), kept);
    transaction
        .database()
        .change(
            """
            UPDATE task SET last_seq = last_seq + ?, published = published + ?,
              event_bytes = ?, truncated = ? WHERE number = ?\
            """,
            kept.size(),
            events.size() - skipped,
            bytes,
            truncated,
            task.number());
  }

  private static void write(
      Transaction transaction, TaskRow task, long lastSeq, List<Pending> events)
      throws SQLException {
    long seq = lastSeq;
    for (Pending event : events) {
      seq++;
      transaction
          .database()
          .change(
              "INSERT INTO event (task, seq, attempt, time, kind, data) VALUES (?, ?, ?, ?, ?, ?)",
              task.number(),
              seq,
              task.attempt(),
              transaction.wall(),
              event.kind().name(),
              event.data().toArray());
    }
    if (!events.isEmpty()) {
      transaction.changes().task(task.number());
    }
  }

  /** The events after a number, at most so many and about so large that nobody's memory is full. */
  static List<TaskEvent> after(Database database, long task, long seq) throws SQLException {
    long[] bytes = {0};
    return database.listWhile(
        "SELECT seq, attempt, time, kind, data FROM event WHERE task = ? AND seq > ?"
            + " ORDER BY seq LIMIT "
            + MOST_READ,
        row -> {
          byte[] data = row.getBytes(5);
          bytes[0] += data.length;
          return new TaskEvent(
              row.getLong(1),
              row.getInt(2),
              Instant.ofEpochMilli(row.getLong(3)),
              Kind.valueOf(row.getString(4)),
              Bytes.of(data));
        },
        () -> bytes[0] < MOST_BYTES_READ,
        task,
        seq);
  }

  /** Why attempts ended, oldest first, the latest twenty. */
  static List<String> reasons(Database database, long task) throws SQLException {
    return database
        .list(
            "SELECT data FROM event INDEXED BY event_reason"
                + " WHERE task = ? AND kind = 'ATTEMPT_ENDED'"
                + " ORDER BY seq DESC LIMIT "
                + MOST_REASONS,
            row -> new String(row.getBytes(1), StandardCharsets.UTF_8),
            task)
        .reversed();
  }

  /** The data of a task's last event. */
  static Bytes last(Database database, TaskRow task) throws SQLException {
    return database
        .first(
            "SELECT data FROM event WHERE task = ? AND seq = ?",
            row -> Bytes.of(row.getBytes(1)),
            task.number(),
            task.lastSeq())
        .orElseThrow();
  }
}
