package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes all operations that wait, does them in one transaction and
 * tells their callers when that is on disk: many callers share the cost of one fsync. If the
 * transaction fails, each is tried in one of its own, so that only the one at fault fails.
 */
final class Writer implements AutoCloseable {

  /** What is done besides the callers' operations, in the same transactions. */
  interface Housekeeping {
    /** Whether something is due although nobody calls. Reads only. */
    boolean isDue(Database database, long now) throws SQLException;

    /** Does what is due; comes before the operations of each transaction. */
    void run(Transaction transaction) throws SQLException;

    /** Notes the time; comes at the end of each transaction that has changed something. */
    void note(Transaction transaction) throws SQLException;
  }

  private static final Logger log = LoggerFactory.getLogger(Writer.class);
  private static final int MOST_WAITING = 4096;
  private static final int MOST_TOGETHER = 512;
  private static final long LOOK_MILLIS = 500;

  private final Database database;
  private final StoreClock clock;
  private final InstantSource wallClock;
  private final Signals signals;
  private final Housekeeping housekeeping;
  private final BlockingQueue<Operation<?>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean ended;

  /** Starts the thread; the connection is the writer's from here on. */
  Writer(
      Database database,
      StoreClock clock,
      InstantSource wallClock,
      Signals signals,
      Housekeeping housekeeping) {
    this.database = database;
    this.clock = clock;
    this.wallClock = wallClock;
    this.signals = signals;
    this.housekeeping = housekeeping;
    this.thread = Thread.ofPlatform().name("queue-writer").start(this::loop);
  }

  /**
   * Has an operation done; blocks until it is on disk. If the thread is interrupted before it was
   * begun with, it is not done; after that, the outcome is given and the flag stays set.
   *
   * @throws InterruptedException when it was not done for that reason
   */
  <T> T call(Operation.Work<T> work) throws InterruptedException {
    Operation<T> operation = new Operation<>(work);
    boolean interrupted = false;
    if (closed) {
      throw closedQueue();
    }
    waiting.put(operation);
    if (ended && operation.abandon()) {
      waiting.remove(operation); // makes room for others who are just finding out
      throw closedQueue();
    }
    try {
      while (true) {
        try {
          operation.await();
          return operation.outcome();
        } catch (InterruptedException e) {
          if (operation.abandon()) {
            throw e;
          }
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static QueueException closedQueue() {
    return new QueueException(Reason.UNAVAILABLE, "the queue is closed");
  }

  private void loop() {
    try {
      while (!closed) {
        next();
      }
    } catch (InterruptedException e) {
      // nobody interrupts this thread but the end of the process
    } finally {
      ended = true;
      List<Operation<?>> left = new ArrayList<>();
      waiting.drainTo(left);
      left.stream().filter(Operation::take).forEach(operation -> operation.fail(closedQueue()));
      close(database);
    }
  }

  /* Whatever goes wrong, this thread goes on: without it every caller would wait for ever. */
  private void next() throws InterruptedException {
    List<Operation<?>> batch = new ArrayList<>();
    try {
      Operation<?> first = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (first == null) {
        keepHouse();
        return;
      }
      batch.add(first);
      waiting.drainTo(batch, MOST_TOGETHER - 1);
      batch.removeIf(operation -> !operation.take());
      write(batch);
    } catch (RuntimeException | Error e) {
      QueueException failure =
          new QueueException(Reason.UNAVAILABLE, "the queue's store failed: " + e, e);
      batch.forEach(operation -> operation.fail(failure));
      log.atError().setCause(e).log("the queue's store failed");
    }
  }

  private static void close(Database database) {
    try {
      database.close();
    } catch (SQLException e) {
      log.atWarn().setCause(e).log("the queue's file could not be closed");
    }
  }

  private void keepHouse() {
    try {
      if (housekeeping.isDue(database, clock.look())) {
        write(List.of());
      }
    } catch (SQLException e) {
      log.atWarn().setCause(e).log("the queue could not look what is due");
    }
  }

  private void write(List<Operation<?>> batch) {
    RuntimeException failure = attempt(batch);
    if (failure == null) {
      batch.forEach(Operation::deliver);
    } else if (batch.size() > 1 && !concernsAll(failure)) {
      batch.forEach(operation -> write(List.of(operation)));
    } else {
      batch.forEach(operation -> operation.fail(failure));
      log.atWarn().addKeyValue("calls", batch.size()).log(failure.getMessage());
      log.atDebug().setCause(failure).log("the queue's store failed");
    }
  }

  /* A store that does not work at all is not tried again for each of hundreds of callers. */
  private static boolean concernsAll(RuntimeException failure) {
    return failure instanceof QueueException known
        && known.reason() == Reason.UNAVAILABLE
        && !(known.getCause() instanceof Error);
  }

  private @Nullable RuntimeException attempt(List<Operation<?>> batch) {
    Signals.Changes changes = new Signals.Changes();
    try {
      database.turn("BEGIN IMMEDIATE");
      Transaction transaction =
          new Transaction(database, changes, clock.look(), wallClock.millis());
      long before = database.changes();
      housekeeping.run(transaction);
      for (Operation<?> operation : batch) {
        operation.apply(transaction);
      }
      boolean changed = database.changes() != before; // or the disk need not be waited for
      if (changed) {
        housekeeping.note(transaction);
      }
      database.turn("COMMIT");
      if (changed) {
        clock.keep();
      }
      signals.raise(changes);
      return null;
    } catch (SQLException e) {
      rollBack(e);
      return SqlFailures.translate(e);
    } catch (RuntimeException e) {
      rollBack(e);
      return e;
    } catch (Error e) { // such as no memory for a payload: callers wait for an answer
      rollBack(e);
      return new QueueException(Reason.UNAVAILABLE, "the queue's store failed: " + e, e);
    }
  }

  private void rollBack(Throwable reason) {
    clock.takeBack();
    try {
      database.turn("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself, or there was no transaction
      reason.addSuppressed(e);
    }
  }

  /** Ends when what the thread does just now is done; what waits fails. It may be called again. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
