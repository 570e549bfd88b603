package io.kriterion.grader.queue.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One connection, with its statements kept prepared. For one thread at a time. */
final class Database implements AutoCloseable {

  /** Makes a value of the row that the result set stands on. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private long changes;

  /** Takes the connection over. */
  Database(Connection connection) {
    this.connection = connection;
  }

  /** Runs a statement once, one that has no parameters and whose rows nobody wants. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Begins or ends a transaction. */
  void turn(String sql) throws SQLException {
    bound(sql).execute();
  }

  /** Changes rows; how many. */
  int change(String sql, @Nullable Object... values) throws SQLException {
    int rows = bound(sql, values).executeUpdate();
    changes += rows;
    return rows;
  }

  /** How many rows have been changed, whatever became of the transactions. */
  long changes() {
    return changes;
  }

  <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... values)
      throws SQLException {
    return listWhile(sql, reader, () -> true, values);
  }

  /** The rows up to the first after which the condition does not hold. */
  <T> List<T> listWhile(
      String sql, RowReader<T> reader, BooleanSupplier condition, @Nullable Object... values)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (ResultSet row = bound(sql, values).executeQuery()) {
      while (condition.getAsBoolean() && row.next()) {
        rows.add(reader.read(row));
      }
    }
    return rows;
  }

  <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... values)
      throws SQLException {
    try (ResultSet row = bound(sql, values).executeQuery()) {
      return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
    }
  }

  /** The one number that a query gives; 0 if it gives none. */
  long number(String sql, @Nullable Object... values) throws SQLException {
    return first(sql, row -> row.getLong(1), values).orElse(0L);
  }

  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
