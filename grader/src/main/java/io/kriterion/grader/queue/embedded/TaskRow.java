package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.TaskTimes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * A task as its row has it; the columns are described in schema.sql.
 *
 * @param cancelled why, if it was
 * @param heldSince when its last attempt began, by the store's clock; 0 if it had none
 */
record TaskRow(
    long number,
    TaskId id,
    String key,
    int priority,
    String course,
    String user,
    String needs,
    long cost,
    TaskState state,
    int attempt,
    int failures,
    Optional<String> cancelled,
    long published,
    long eventBytes,
    boolean truncated,
    long lastSeq,
    Optional<String> trace,
    long heldSince,
    TaskTimes times) {

  private static final String ALL = "SELECT * FROM task WHERE ";

  static Optional<TaskRow> byNumber(Database database, long number) throws SQLException {
    return database.first(ALL + "number = ?", TaskRow::read, number);
  }

  static Optional<TaskRow> byKey(Database database, String key) throws SQLException {
    return database.first(ALL + "key = ?", TaskRow::read, key);
  }

  /**
   * The task of that name.
   *
   * @throws QueueException UNKNOWN_TASK
   */
  static TaskRow known(Database database, TaskId task) throws SQLException {
    return database
        .first(ALL + "id = ?", TaskRow::read, task.value())
        .orElseThrow(
            () -> new QueueException(Reason.UNKNOWN_TASK, "the queue has no task " + task));
  }

  /**
   * The task of a lease that has not ended.
   *
   * @throws QueueException UNKNOWN_TASK; STALE_ATTEMPT
   */
  static TaskRow leased(Database database, Lease lease) throws SQLException {
    TaskRow row = known(database, lease.task());
    if (!row.isHeldBy(lease)) {
      throw new QueueException(
          Reason.STALE_ATTEMPT,
          "attempt "
              + lease.attempt()
              + " of task "
              + lease.task()
              + " has ended: the task is "
              + row.state()
              + ", attempt "
              + row.attempt());
    }
    return row;
  }

  boolean isHeldBy(Lease lease) {
    return state == TaskState.RUNNING && attempt == lease.attempt();
  }

  /** The row that a result set stands on; it has all columns. */
  static TaskRow read(ResultSet row) throws SQLException {
    return new TaskRow(
        row.getLong("number"),
        new TaskId(row.getString("id")),
        row.getString("key"),
        row.getInt("priority"),
        row.getString("course"),
        row.getString("user"),
        row.getString("needs"),
        row.getLong("cost"),
        TaskState.valueOf(row.getString("state")),
        row.getInt("attempt"),
        row.getInt("failures"),
        Optional.ofNullable(row.getString("cancelled")),
        row.getLong("published"),
        row.getLong("event_bytes"),
        row.getBoolean("truncated"),
        row.getLong("last_seq"),
        Optional.ofNullable(row.getString("trace")),
        row.getLong("held_since"),
        new TaskTimes(
            time(row, "submitted"),
            time(row, "enqueued").orElseThrow(),
            time(row, "claimed"),
            time(row, "finished")));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
