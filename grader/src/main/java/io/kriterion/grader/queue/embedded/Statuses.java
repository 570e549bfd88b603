package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.Position;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.TaskFilter;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.TaskStatus;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known of tasks: of one, or of many. */
final class Statuses {

  /* The form of a prefix that the index task_owner has: all up to the key's first slash. */
  private static final String OWNER = "substr(key, 1, instr(key, '/')) = ?1";
  private static final String ANY = "substr(key, 1, length(?1)) = ?1";

  private static final String LIST =
      """
       AND number < ?2 AND (?3 = '' OR instr(?3, ' ' || state || ' ') > 0)
      ORDER BY number DESC LIMIT ?4\
      """;

  private Statuses() {}

  /** Of one task, with its position if it waits. */
  static TaskStatus of(Database database, TaskRow task) throws SQLException {
    return of(
        database,
        task,
        task.state() == TaskState.QUEUED
            ? Optional.of(Positions.of(database, task))
            : Optional.empty());
  }

  /** Newest first, without positions. */
  static List<TaskStatus> list(Database database, TaskFilter filter) throws SQLException {
    String prefix = filter.keyPrefix();
    String condition = isOwner(prefix) ? OWNER : ANY;
    long before = Long.MAX_VALUE;
    if (filter.after().isPresent()) {
      before = number(database, prefix, filter.after().get());
    }
    List<TaskRow> rows =
        database.list(
            "SELECT * FROM task WHERE " + condition + LIST,
            TaskRow::read,
            prefix,
            before,
            words(filter.states()),
            filter.limit());
    List<TaskStatus> statuses = new ArrayList<>();
    for (TaskRow row : rows) {
      statuses.add(of(database, row, Optional.empty()));
    }
    return statuses;
  }

  /* With a space before and after each, so that each is found as a whole; nothing for any. */
  private static String words(Set<TaskState> states) {
    return states.isEmpty()
        ? ""
        : states.stream().map(Enum::name).collect(Collectors.joining(" ", " ", " "));
  }

  private static boolean isOwner(String prefix) {
    return !prefix.isEmpty() && prefix.indexOf('/') == prefix.length() - 1;
  }

  private static long number(Database database, String prefix, TaskId task) throws SQLException {
    return database
        .first(
            "SELECT number FROM task WHERE " + ANY + " AND id = ?2",
            row -> row.getLong(1),
            prefix,
            task.value())
        .orElseThrow(
            () -> new QueueException(Reason.UNKNOWN_TASK, "the queue has no task " + task));
  }

  private static TaskStatus of(Database database, TaskRow task, Optional<Position> position)
      throws SQLException {
    List<String> reasons =
        task.state() == TaskState.DEAD
            ? new String(Events.last(database, task).toArray(), StandardCharsets.UTF_8)
                .lines()
                .toList()
            : Events.reasons(database, task.number());
    return new TaskStatus(
        task.id(),
        task.key(),
        task.course(),
        task.user(),
        task.priority(),
        task.state(),
        task.attempt(),
        task.cancelled().isPresent(),
        task.times(),
        reasons,
        position);
  }
}
