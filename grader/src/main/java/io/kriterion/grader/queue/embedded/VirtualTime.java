package io.kriterion.grader.queue.embedded;

import java.sql.SQLException;

/**
 * The virtual time of those who share: of the courses of a priority, or of a course's users. It is
 * the tag of what was served last, and never goes back.
 *
 * @param level as in {@code flow}, see schema.sql; so are the others
 */
record VirtualTime(Database database, int level, int priority, String scope) {

  /** What it is. */
  long now() throws SQLException {
    return database.number(
        "SELECT now FROM virtual_time WHERE level = ? AND priority = ? AND scope = ?",
        level,
        priority,
        scope);
  }

  /** Somebody is served from this tag on. */
  void advance(long tag) throws SQLException {
    database.change(
        """
        INSERT INTO virtual_time (level, priority, scope, now) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET now = max(now, excluded.now)\
        """,
        level,
        priority,
        scope,
        tag);
  }

  /**
   * Where those start who begin to wait: what it is, after it has come to the last of all tags if
   * nobody waits and nothing runs.
   */
  long start() throws SQLException {
    long now = now();
    if (!isIdle()) {
      return now;
    }
    long last =
        database.number(
            "SELECT max(tag) FROM flow WHERE level = ? AND priority = ? AND scope = ?",
            level,
            priority,
            scope);
    if (last > now) {
      advance(last);
    }
    return Math.max(now, last);
  }

  private boolean isIdle() throws SQLException {
    return database.number(
            """
            SELECT EXISTS (
                SELECT 1 FROM flow WHERE level = ? AND priority = ? AND scope = ? AND queued > 0)
              OR EXISTS (
                SELECT 1 FROM task WHERE state = 'RUNNING' AND priority = ?
                  AND (? = 0 OR course = ?))\
            """,
            level,
            priority,
            scope,
            priority,
            level,
            scope)
        == 0;
  }
}
