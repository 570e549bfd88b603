package io.kriterion.grader.queue.embedded;

import com.google.common.util.concurrent.Uninterruptibles;
import io.kriterion.grader.queue.QueueException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Connections that read, each of a state of the store that is on disk, beside the writer. */
final class Readers implements AutoCloseable {

  /** What is to be read, all of it of the same state. */
  @FunctionalInterface
  interface Work<T> {
    T on(Database database) throws SQLException;
  }

  private static final int CONNECTIONS = 3;

  private final BlockingQueue<Database> free = new ArrayBlockingQueue<>(CONNECTIONS);
  private final List<Database> all = new ArrayList<>();
  private volatile boolean closed;

  /** Opens them; closes those that it has opened if one fails. */
  Readers(QueueFile file) throws SQLException {
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        Database database = file.openForReading();
        all.add(database);
        free.add(database);
      }
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  /**
   * Reads; blocks until a connection is free.
   *
   * @throws QueueException UNAVAILABLE, and what {@code work} throws
   */
  <T> T read(Work<T> work) throws InterruptedException {
    Database database = free.take();
    try {
      if (closed) {
        throw Writer.closedQueue();
      }
      database.turn("BEGIN");
      try {
        return work.on(database);
      } finally {
        database.turn("COMMIT");
      }
    } catch (SQLException e) {
      throw SqlFailures.translate(e);
    } finally {
      free.add(database);
    }
  }

  /** Closes them; waits for reads under way, which are short. Those that come later are refused. */
  @Override
  public synchronized void close() {
    closed = true;
    List<Database> taken = new ArrayList<>();
    try {
      while (taken.size() < all.size()) {
        Database database = Uninterruptibles.takeUninterruptibly(free);
        taken.add(database);
        database.close();
      }
    } catch (SQLException e) {
      throw SqlFailures.translate(e);
    } finally {
      free.addAll(taken); // whoever waits for one hears that it is closed
    }
  }
}
