package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.ReleaseReason;
import io.kriterion.grader.queue.TaskEvent.Kind;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.text.Printable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How attempts and tasks end, and what is forgotten afterwards. */
final class Endings implements Writer.Housekeeping {

  private static final int LONGEST_REASON = 500;
  private static final int SWEEP_MILLIS = 60_000;
  /* In one transaction, which others wait for: a task may have a megabyte of events. */
  private static final int MOST_SWEPT = 20;

  private final QueueSettings settings;

  /* The store's clock at the next look for what is to be forgotten; used by the writer's thread. */
  private long nextSweep;

  Endings(QueueSettings settings) {
    this.settings = settings;
  }

  /** The task has its result. */
  void complete(Transaction transaction, Lease lease, Bytes result) throws SQLException {
    Database database = transaction.database();
    TaskRow known = TaskRow.known(database, lease.task());
    boolean again = known.state() == TaskState.DONE && known.attempt() == lease.attempt();
    if (again && Events.last(database, known).equals(result)) {
      return;
    }
    TaskRow task = TaskRow.leased(database, lease);
    if (result.length() > settings.largestPayload().bytes()) {
      throw new QueueException(
          Reason.TOO_LARGE,
          "the result has " + result + " (expected: at most " + settings.largestPayload() + ")");
    }
    chargeHeld(transaction, task);
    finish(transaction, task, TaskState.DONE, Kind.RESULT, result);
  }

  /** The worker gives the task back. */
  void release(Transaction transaction, Lease lease, ReleaseReason reason, String why)
      throws SQLException {
    TaskRow task = TaskRow.leased(transaction.database(), lease);
    endAttempt(transaction, task, reason, oneLine(why));
  }

  /** Somebody wants no result. */
  TaskState cancel(Transaction transaction, TaskId id, String why) throws SQLException {
    TaskRow task = TaskRow.known(transaction.database(), id);
    String reason = oneLine(why);
    if (task.state() == TaskState.QUEUED) {
      new FairShare(transaction.database()).leave(task);
      note(transaction, task, reason);
      finish(transaction, task, TaskState.CANCELLED, Kind.CANCELLED, Bytes.ofText(reason));
      return TaskState.CANCELLED;
    }
    if (task.state() == TaskState.RUNNING && task.cancelled().isEmpty()) {
      note(transaction, task, reason);
      transaction.changes().task(task.number());
    }
    return task.state();
  }

  private static void note(Transaction transaction, TaskRow task, String reason)
      throws SQLException {
    transaction
        .database()
        .change("UPDATE task SET cancelled = ? WHERE number = ?", reason, task.number());
  }

  private void endAttempt(Transaction transaction, TaskRow task, ReleaseReason reason, String why)
      throws SQLException {
    int failures = task.failures() + (reason == ReleaseReason.FAILED ? 1 : 0);
    if (reason != ReleaseReason.RETURNED || task.cancelled().isPresent()) {
      chargeHeld(transaction, task); // whoever stops a cancelled task returns it, but it was used
    }
    if (task.cancelled().isPresent()) {
      Bytes cancelled = Bytes.ofText(task.cancelled().get());
      finish(transaction, task, TaskState.CANCELLED, Kind.CANCELLED, cancelled);
    } else if (failures >= settings.attempts()) {
      List<String> earlier = Events.reasons(transaction.database(), task.number());
      int most = Math.min(earlier.size(), Events.MOST_REASONS - 1);
      List<String> reasons =
          new ArrayList<>(earlier.subList(earlier.size() - most, earlier.size()));
      reasons.add(numbered(task, why));
      Bytes all = Bytes.ofText(String.join("\n", reasons));
      finish(transaction, task, TaskState.DEAD, Kind.DEAD, all);
    } else {
      FairShare shares = new FairShare(transaction.database());
      if (reason == ReleaseReason.RETURNED) {
        shares.refund(task);
      }
      shares.arrive(task); // it still runs there: it was never away
      transaction
          .database()
          .change(
              "UPDATE task SET state = ?, failures = ?, lease_until = NULL WHERE number = ?",
              TaskState.QUEUED.name(),
              failures,
              task.number());
      Events.add(transaction, task, Kind.ATTEMPT_ENDED, Bytes.ofText(numbered(task, why)));
      transaction.changes().work();
    }
  }

  private static void chargeHeld(Transaction transaction, TaskRow task) throws SQLException {
    new FairShare(transaction.database()).charge(task, transaction.now() - task.heldSince());
  }

  private static String numbered(TaskRow task, String why) {
    return "attempt " + task.attempt() + ": " + why;
  }

  private static void finish(
      Transaction transaction, TaskRow task, TaskState state, Kind kind, Bytes data)
      throws SQLException {
    Events.add(transaction, task, kind, data);
    Database database = transaction.database();
    database.change(
        "UPDATE task SET state = ?, finished = ?, ended = ?, lease_until = NULL WHERE number = ?",
        state.name(),
        transaction.wall(),
        transaction.now(),
        task.number());
    database.change("DELETE FROM payload WHERE task = ?", task.number());
  }

  @Override
  public boolean isDue(Database database, long now) throws SQLException {
    return now >= nextSweep
        || database.number(
                "SELECT EXISTS (SELECT 1 FROM task WHERE state = 'RUNNING' AND lease_until <= ?)",
                now)
            > 0;
  }

  @Override
  public void note(Transaction transaction) throws SQLException {
    transaction.database().change("UPDATE store SET uptime = ?", transaction.now());
  }

  /** Ends the leases that are over, forgets what has been finished for long. */
  @Override
  public void run(Transaction transaction) throws SQLException {
    Database database = transaction.database();
    for (TaskRow task :
        database.list(
            "SELECT * FROM task WHERE state = 'RUNNING' AND lease_until <= ?",
            TaskRow::read,
            transaction.now())) {
      endAttempt(
          transaction, task, ReleaseReason.FAILED, "its worker was not heard of for too long");
    }
    if (transaction.now() >= nextSweep) {
      forget(transaction);
    }
  }

  private void forget(Transaction transaction) throws SQLException {
    note(transaction); // time goes by for what is kept, also where nothing happens
    Database database = transaction.database();
    List<Long> old =
        database.list(
            "SELECT number FROM task WHERE ended <= ? ORDER BY ended LIMIT " + MOST_SWEPT,
            row -> row.getLong(1),
            transaction.now() - settings.retention().toMillis());
    for (long task : old) {
      database.change("DELETE FROM event WHERE task = ?", task);
      database.change("DELETE FROM task WHERE number = ?", task);
      transaction.changes().task(task);
    }
    if (old.size() < MOST_SWEPT) {
      new FairShare(database).forgetIdle();
      nextSweep = transaction.now() + SWEEP_MILLIS;
    }
  }

  private static String oneLine(String text) {
    // cut first: what is said may be long, and the writer has others to serve
    String some = text.substring(0, Math.min(text.length(), 2 * LONGEST_REASON));
    String line = Printable.oneLine(some);
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON);
  }
}
