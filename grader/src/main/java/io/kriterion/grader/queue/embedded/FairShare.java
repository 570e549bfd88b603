package io.kriterion.grader.queue.embedded;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Start-time fair queueing on two levels: courses share what there is, and a course's users share
 * what the course gets. Everybody who waits has a tag, the virtual time at which their next task
 * starts; the lowest goes first and moves on by the cost of what it got. Who begins to wait starts
 * at the virtual time of what was served last: nothing is saved up, and nobody has to catch up with
 * those who were there before. When nobody waits and nothing runs, virtual time comes to the last
 * of all tags: what somebody had while nobody else wanted it is no debt afterwards.
 *
 * <p>The cost is what the submitter expects. When an attempt ends, the tags also move on by what it
 * was held longer than that, so that nobody has more by expecting too little; until then nobody
 * knows, and it may have had several turns. They do not move back for what was held shorter: others
 * have been passed over by those tags, and a course whose tasks fail at once would have every turn.
 */
final class FairShare {

  /**
   * Whose turn it is.
   *
   * @param priority the priority
   * @param course the course
   * @param user the course's user
   */
  record Turn(int priority, String course, String user) {}

  private record Head(int priority, long tag, String name) {}

  private static final int COURSES = 0;
  private static final int USERS = 1;
  private static final String ALL = "";
  private static final long MICROS_PER_MILLI = 1000;
  private static final Comparator<Head> FIRST_SERVED =
      Comparator.comparingInt((Head head) -> -head.priority())
          .thenComparingLong(Head::tag)
          .thenComparing(Head::name);

  private final Database database;
  private final Owners owners;

  FairShare(Database database) {
    this.database = database;
    this.owners = new Owners(database);
  }

  /** A task begins to wait. */
  void arrive(TaskRow task) throws SQLException {
    owners.arrive(task);
    arrive(COURSES, ALL, task.course(), task);
    arrive(USERS, task.course(), task.user(), task);
  }

  /** A task that waited is given to a worker: its course and user have had its cost. */
  void serve(TaskRow task) throws SQLException {
    leave(task);
    serve(COURSES, ALL, task.course(), task);
    serve(USERS, task.course(), task.user(), task);
  }

  /**
   * An attempt that was used has ended: its course and user have also had what it took beyond the
   * cost.
   *
   * @param held how long a worker had the task, in milliseconds of the store's clock
   */
  void charge(TaskRow task, long held) throws SQLException {
    long beyond = held * MICROS_PER_MILLI - task.cost();
    if (beyond > 0) {
      charge(COURSES, ALL, task.course(), task.priority(), beyond);
      charge(USERS, task.course(), task.user(), task.priority(), beyond);
    }
  }

  private void charge(int level, String scope, String name, int priority, long beyond)
      throws SQLException {
    long with = tag(level, priority, scope, name) + beyond;
    setTag(with, level, priority, scope, name);
  }

  /** A task that waited is gone. */
  void leave(TaskRow task) throws SQLException {
    owners.leave(task);
    leave(COURSES, ALL, task.course(), task);
    leave(USERS, task.course(), task.user(), task);
  }

  /** A task that a worker had is given back unused: its course and user get its cost back. */
  void refund(TaskRow task) throws SQLException {
    refund(COURSES, ALL, task.course(), task);
    refund(USERS, task.course(), task.user(), task);
  }

  private void refund(int level, String scope, String name, TaskRow task) throws SQLException {
    int priority = task.priority();
    long without = tag(level, priority, scope, name) - task.cost();
    setTag(Math.max(without, time(level, priority, scope).now()), level, priority, scope, name);
  }

  /** The needs of which some task waits, each as its words. */
  List<String> needs() throws SQLException {
    return database.list(
        "SELECT DISTINCT needs FROM flow WHERE level = 0 AND scope = '' AND queued > 0",
        row -> row.getString(1));
  }

  /** Whose turn it is among those who have a task with one of these needs. */
  Optional<Turn> next(List<String> needs) throws SQLException {
    Optional<Head> course = Optional.empty();
    for (String each : needs) {
      course =
          first(
              course,
              database.first(
                  """
                  SELECT priority, tag, name FROM flow
                  WHERE level = 0 AND scope = '' AND needs = ? AND queued > 0
                  ORDER BY priority DESC, tag, name LIMIT 1\
                  """,
                  row -> new Head(row.getInt(1), row.getLong(2), row.getString(3)),
                  each));
    }
    return course.isEmpty() ? Optional.empty() : Optional.of(user(course.get(), needs));
  }

  private Turn user(Head course, List<String> needs) throws SQLException {
    Optional<Head> user = Optional.empty();
    for (String each : needs) {
      user =
          first(
              user,
              database.first(
                  """
                  SELECT priority, tag, name FROM flow
                  WHERE level = 1 AND scope = ? AND needs = ? AND priority = ? AND queued > 0
                  ORDER BY tag, name LIMIT 1\
                  """,
                  row -> new Head(row.getInt(1), row.getLong(2), row.getString(3)),
                  course.name(),
                  each,
                  course.priority()));
    }
    return new Turn(course.priority(), course.name(), user.orElseThrow().name());
  }

  private static Optional<Head> first(Optional<Head> one, Optional<Head> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return FIRST_SERVED.compare(one.get(), other.get()) <= 0 ? one : other;
  }

  /**
   * Forgets those who do not wait, of whom nothing runs that may still be charged, and who have had
   * no more than who begins to wait now.
   */
  void forgetIdle() throws SQLException {
    owners.forgetIdle();
    database.change(
        """
        DELETE FROM flow WHERE queued = 0 AND tag <= coalesce((
          SELECT now FROM virtual_time v
          WHERE v.level = flow.level AND v.priority = flow.priority AND v.scope = flow.scope), 0)
          AND NOT EXISTS (
            SELECT 1 FROM flow f WHERE f.level = flow.level AND f.priority = flow.priority
              AND f.scope = flow.scope AND f.name = flow.name AND f.queued > 0)
          AND NOT EXISTS (
            SELECT 1 FROM task t WHERE t.state = 'RUNNING' AND t.priority = flow.priority
              AND t.course = iif(flow.level = 0, flow.name, flow.scope)
              AND (flow.level = 0 OR t.user = flow.name))\
        """);
  }

  private void arrive(int level, String scope, String name, TaskRow task) throws SQLException {
    int priority = task.priority();
    long waits =
        database.number(
            "SELECT sum(queued) FROM flow WHERE level = ? AND priority = ? AND scope = ?"
                + " AND name = ? AND needs = ?",
            level,
            priority,
            scope,
            name,
            task.needs());
    long tag = tag(level, priority, scope, name);
    if (waits == 0) {
      tag = Math.max(tag, time(level, priority, scope).start());
    }
    database.change(
        """
        INSERT INTO flow (level, priority, scope, name, needs, tag, queued, cost)
        VALUES (?, ?, ?, ?, ?, ?, 1, ?)
        ON CONFLICT DO UPDATE SET queued = queued + 1, cost = cost + excluded.cost\
        """,
        level,
        priority,
        scope,
        name,
        task.needs(),
        tag,
        task.cost());
    if (waits == 0) {
      setTag(tag, level, priority, scope, name);
    }
  }

  private void serve(int level, String scope, String name, TaskRow task) throws SQLException {
    long start = tag(level, task.priority(), scope, name);
    time(level, task.priority(), scope).advance(start);
    setTag(start + task.cost(), level, task.priority(), scope, name);
  }

  private void leave(int level, String scope, String name, TaskRow task) throws SQLException {
    database.change(
        "UPDATE flow SET queued = queued - 1, cost = cost - ?"
            + " WHERE level = ? AND priority = ? AND scope = ? AND name = ? AND needs = ?",
        task.cost(),
        level,
        task.priority(),
        scope,
        name,
        task.needs());
  }

  private long tag(int level, int priority, String scope, String name) throws SQLException {
    return database.number(
        "SELECT max(tag) FROM flow WHERE level = ? AND priority = ? AND scope = ? AND name = ?",
        level,
        priority,
        scope,
        name);
  }

  private void setTag(long tag, int level, int priority, String scope, String name)
      throws SQLException {
    database.change(
        "UPDATE flow SET tag = ? WHERE level = ? AND priority = ? AND scope = ? AND name = ?",
        tag,
        level,
        priority,
        scope,
        name);
  }

  private VirtualTime time(int level, int priority, String scope) {
    return new VirtualTime(database, level, priority, scope);
  }
}
