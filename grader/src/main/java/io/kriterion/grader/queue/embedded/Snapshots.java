package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.QueueSnapshot;
import io.kriterion.grader.queue.QueueSnapshot.Backlog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The queue as a whole. */
final class Snapshots {

  private Snapshots() {}

  static QueueSnapshot of(Database database) throws SQLException {
    List<Backlog> courses =
        database.list(
            """
            SELECT priority, name, sum(queued), sum(cost) FROM flow
            WHERE level = 0 AND scope = '' AND queued > 0
            GROUP BY priority, name ORDER BY priority DESC, name\
            """,
            row ->
                new Backlog(
                    row.getInt(1),
                    row.getString(2),
                    row.getLong(3),
                    Duration.ofNanos(row.getLong(4) * 1000)));
    return new QueueSnapshot(
        courses.stream().mapToLong(Backlog::tasks).sum(),
        database.number("SELECT count(*) FROM task WHERE state = 'RUNNING'"),
        database.number("SELECT count(*) FROM task WHERE ended IS NOT NULL"),
        courses);
  }
}
