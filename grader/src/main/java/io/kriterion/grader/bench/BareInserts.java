package io.kriterion.grader.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** What SQLite does by itself with the settings of the queue: rows, one in each transaction. */
final class BareInserts implements AutoCloseable {

  private final Connection connection;

  BareInserts(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    connection = config.createConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE bare (number INTEGER PRIMARY KEY, data BLOB)");
    }
  }

  /** How many rows of this size are on disk per second, measured over so many. */
  double rate(int rows, int size) throws SQLException {
    byte[] data = new byte[size];
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO bare (data) VALUES (?)")) {
      long start = System.nanoTime();
      for (int i = 0; i < rows; i++) {
        insert.setBytes(1, data);
        insert.executeUpdate();
      }
      return rows / ((System.nanoTime() - start) / 1e9);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
