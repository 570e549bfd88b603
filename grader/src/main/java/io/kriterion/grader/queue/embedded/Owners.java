package io.kriterion.grader.queue.embedded;

import java.sql.SQLException;

/**
 * How many tasks wait, of all owners and of each. A task's owner is its key's first part, up to a
 * slash. They are counted when the file is opened, in a temporary table: it is no part of the file,
 * but what undoes a transaction undoes its changes, too.
 */
final class Owners {

  private final Database database;

  Owners(Database database) {
    this.database = database;
  }

  /** Makes the table; to be called once, on the connection that writes. */
  static void count(Database database) throws SQLException {
    database.run("PRAGMA temp_store = MEMORY");
    database.run("CREATE TEMP TABLE owner (name TEXT PRIMARY KEY, queued INTEGER NOT NULL)");
    database.run(
        """
        INSERT INTO temp.owner
        SELECT substr(key, 1, max(0, instr(key, '/') - 1)), count(*) FROM task
        WHERE state = 'QUEUED' GROUP BY 1\
        """);
  }

  /** The owner's name in a key; empty where it has none. */
  static String of(String key) {
    return key.substring(0, Math.max(0, key.indexOf('/')));
  }

  /** A task begins to wait. */
  void arrive(TaskRow task) throws SQLException {
    database.change(
        """
        INSERT INTO temp.owner (name, queued) VALUES (?, 1)
        ON CONFLICT DO UPDATE SET queued = queued + 1\
        """,
        of(task.key()));
  }

  /** A task waits no more. */
  void leave(TaskRow task) throws SQLException {
    database.change("UPDATE temp.owner SET queued = queued - 1 WHERE name = ?", of(task.key()));
  }

  /** Forgets those of whom no task waits. */
  void forgetIdle() throws SQLException {
    database.change("DELETE FROM temp.owner WHERE queued = 0");
  }

  /** How many wait of all owners. */
  long waiting() throws SQLException {
    return database.number("SELECT sum(queued) FROM temp.owner");
  }

  /** How many wait of one. */
  long waiting(String owner) throws SQLException {
    return database.number("SELECT queued FROM temp.owner WHERE name = ?", owner);
  }
}
