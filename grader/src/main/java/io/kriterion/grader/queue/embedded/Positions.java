package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.Position;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Where a waiting task stands: how far the others get until fair sharing comes to it. Exact as long
 * as all tasks of a user cost the same, none takes longer than that, every worker is capable of
 * everything and nobody comes.
 */
final class Positions {

  private record Ahead(long tasks, long cost) {
    Ahead plus(Ahead other) {
      return new Ahead(tasks + other.tasks, cost + other.cost);
    }
  }

  private record Flow(String name, long tag, long queued, long cost) {}

  private Positions() {}

  static Position of(Database database, TaskRow task) throws SQLException {
    Ahead own =
        database
            .first(
                """
                SELECT count(*), coalesce(sum(cost), 0) FROM task WHERE state = 'QUEUED'
                  AND priority = ? AND course = ? AND user = ? AND number < ?\
                """,
                row -> new Ahead(row.getLong(1), row.getLong(2)),
                task.priority(),
                task.course(),
                task.user(),
                task.number())
            .orElseThrow();
    Ahead inCourse = own.plus(others(database, 1, task.course(), task.user(), task, own.cost()));
    Ahead inAll = inCourse.plus(others(database, 0, "", task.course(), task, inCourse.cost()));
    Ahead above =
        database
            .first(
                """
                SELECT coalesce(sum(queued), 0), coalesce(sum(cost), 0) FROM flow
                WHERE level = 0 AND queued > 0 AND priority > ?\
                """,
                row -> new Ahead(row.getLong(1), row.getLong(2)),
                task.priority())
            .orElseThrow();
    Ahead ahead = inAll.plus(above);
    long running = database.number("SELECT count(*) FROM task WHERE state = 'RUNNING'");
    Duration work = Duration.ofNanos(ahead.cost() * 1000);
    return new Position(ahead.tasks(), work, work.dividedBy(Math.max(1, running)));
  }

  /* What is served of the others on a level before its own flow has had so much and is next. */
  private static Ahead others(
      Database database, int level, String scope, String own, TaskRow task, long had)
      throws SQLException {
    List<Flow> flows =
        database.list(
            """
            SELECT name, max(tag), sum(queued), sum(cost) FROM flow
            WHERE level = ? AND scope = ? AND priority = ? AND queued > 0 GROUP BY name\
            """,
            row -> new Flow(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)),
            level,
            scope,
            task.priority());
    long tag =
        had
            + flows.stream()
                .filter(flow -> flow.name().equals(own))
                .mapToLong(Flow::tag)
                .findFirst()
                .orElse(0);
    Ahead ahead = new Ahead(0, 0);
    for (Flow flow : flows) {
      if (!flow.name().equals(own)) {
        ahead = ahead.plus(served(flow, tag, flow.name().compareTo(own) < 0));
      }
    }
    return ahead;
  }

  /* Its tasks that start before the tag; at the same tag the name decides. */
  private static Ahead served(Flow flow, long tag, boolean goesFirst) {
    long distance = tag - flow.tag();
    if (distance < 0) {
      return new Ahead(0, 0);
    }
    long mean = Math.max(1, flow.cost() / flow.queued());
    long further = distance % mean != 0 || goesFirst ? 1 : 0;
    long tasks = Math.min(flow.queued(), distance / mean + further);
    return new Ahead(tasks, tasks * mean);
  }
}
