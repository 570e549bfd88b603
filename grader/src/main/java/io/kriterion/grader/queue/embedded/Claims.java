package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.TaskTimes;
import io.kriterion.grader.task.Bytes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Gives waiting tasks to workers. */
final class Claims {

  /* Payloads of one claim are in memory together. */
  private static final long MOST_BYTES = 128L << 20;

  private final Duration leaseTime;

  Claims(Duration leaseTime) {
    this.leaseTime = leaseTime;
  }

  /** Leases the tasks whose turn it is, as far as somebody capable of that can have them. */
  List<ClaimedTask> claim(Transaction transaction, Set<String> capabilities, int most)
      throws SQLException {
    FairShare share = new FairShare(transaction.database());
    List<String> needs =
        share.needs().stream().filter(each -> capabilities.containsAll(words(each))).toList();
    List<ClaimedTask> claimed = new ArrayList<>();
    long bytes = 0;
    while (claimed.size() < most && bytes < MOST_BYTES) {
      Optional<FairShare.Turn> turn = share.next(needs);
      if (turn.isEmpty()) {
        break;
      }
      TaskRow task = oldest(transaction.database(), turn.get(), needs);
      share.serve(task);
      claimed.add(lease(transaction, task));
      bytes += claimed.getLast().task().payload().length();
    }
    return claimed;
  }

  private static Collection<String> words(String needs) {
    return needs.isEmpty() ? List.of() : Arrays.asList(needs.split(" "));
  }

  private static TaskRow oldest(Database database, FairShare.Turn turn, List<String> needs)
      throws SQLException {
    long oldest = Long.MAX_VALUE;
    for (String each : needs) {
      oldest =
          Math.min(
              oldest,
              database
                  .first(
                      """
                      SELECT number FROM task WHERE state = 'QUEUED'
                        AND priority = ? AND course = ? AND user = ? AND needs = ?
                      ORDER BY number LIMIT 1\
                      """,
                      row -> row.getLong(1),
                      turn.priority(),
                      turn.course(),
                      turn.user(),
                      each)
                  .orElse(Long.MAX_VALUE));
    }
    return TaskRow.byNumber(database, oldest).orElseThrow();
  }

  private ClaimedTask lease(Transaction transaction, TaskRow task) throws SQLException {
    int attempt = task.attempt() + 1;
    transaction
        .database()
        .change(
            """
            UPDATE task SET state = ?, attempt = ?, published = 0, claimed = ?, held_since = ?,
              lease_until = ?
            WHERE number = ?\
            """,
            TaskState.RUNNING.name(),
            attempt,
            transaction.wall(),
            transaction.now(),
            transaction.now() + leaseTime.toMillis(),
            task.number());
    byte[] payload =
        transaction
            .database()
            .first("SELECT data FROM payload WHERE task = ?", row -> row.getBytes(1), task.number())
            .orElseThrow();
    TaskTimes times = task.times();
    NewTask submitted =
        new NewTask(
            task.key(),
            task.course(),
            task.user(),
            task.priority(),
            Duration.ofNanos(task.cost() * 1000),
            new TreeSet<>(words(task.needs())),
            times.submitted(),
            task.trace(),
            Bytes.of(payload));
    return new ClaimedTask(
        new Lease(task.id(), attempt),
        leaseTime,
        submitted,
        new TaskTimes(
            times.submitted(),
            times.enqueued(),
            Optional.of(Instant.ofEpochMilli(transaction.wall())),
            Optional.empty()));
  }

  /** Begins a lease anew. */
  void extend(Transaction transaction, TaskRow task) throws SQLException {
    transaction
        .database()
        .change(
            "UPDATE task SET lease_until = ? WHERE number = ?",
            transaction.now() + leaseTime.toMillis(),
            task.number());
  }
}
