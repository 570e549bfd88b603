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

  @FunctionalInterface
  private interface Use<T> {
    T of(PreparedStatement statement) throws SQLException;
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
    use(sql, PreparedStatement::execute);
  }

  /** Changes rows; how many. */
  int change(String sql, @Nullable Object... values) throws SQLException {
    int rows =
        use(
            sql,
            statement -> {
              int changed = statement.executeUpdate();
              statement.clearParameters(); // a payload would stay in memory until the next one
              return changed;
            },
            values);
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
    return use(
        sql,
        statement -> {
          List<T> rows = new ArrayList<>();
          try (ResultSet row = statement.executeQuery()) {
            while (condition.getAsBoolean() && row.next()) {
              rows.add(reader.read(row));
            }
          }
          return rows;
        },
        values);
  }

  <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... values)
      throws SQLException {
    return use(
        sql,
        statement -> {
          try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
          }
        },
        values);
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

  /* The driver closes a statement that met a full disk or another program, without saying so: what
  has failed is prepared anew the next time. */
  private <T> T use(String sql, Use<T> use, @Nullable Object... values) throws SQLException {
    try {
      return use.of(bound(sql, values));
    } catch (SQLException e) {
      forget(sql, e);
      throw e;
    }
  }

  private void forget(String sql, SQLException reason) {
    PreparedStatement failed = prepared.remove(sql);
    try {
      if (failed != null) {
        failed.close();
      }
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
