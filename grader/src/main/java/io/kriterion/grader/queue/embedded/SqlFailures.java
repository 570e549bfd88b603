package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's failures mean for a caller: the one place where its codes are read. */
final class SqlFailures {

  private SqlFailures() {}

  static QueueException translate(SQLException failure) {
    SQLiteErrorCode code = code(failure);
    return switch (code) {
      case SQLITE_FULL ->
          new QueueException(
              Reason.FULL, "the queue's disk is full; nothing accepted is lost", failure);
      case SQLITE_TOOBIG ->
          new QueueException(Reason.TOO_LARGE, "larger than the queue can store", failure);
      case SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_BUSY_RECOVERY, SQLITE_LOCKED ->
          new QueueException(
              Reason.UNAVAILABLE,
              "another program holds the queue's file; the call had no effect",
              failure);
      case SQLITE_NOTADB ->
          new QueueException(Reason.UNAVAILABLE, "the queue's file is not one of SQLite", failure);
      default ->
          isCorrupt(code)
              ? new QueueException(
                  Reason.UNAVAILABLE, "the queue's file is damaged; restore a backup", failure)
              : new QueueException(
                  Reason.UNAVAILABLE, "the queue's store failed: " + code.name(), failure);
    };
  }

  private static boolean isCorrupt(SQLiteErrorCode code) {
    return (code.code & 0xff) == SQLiteErrorCode.SQLITE_CORRUPT.code;
  }

  private static SQLiteErrorCode code(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        ? sqlite.getResultCode()
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }
}
