package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.Acceptance;
import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.QueueSnapshot;
import io.kriterion.grader.queue.ReleaseReason;
import io.kriterion.grader.queue.Renewal;
import io.kriterion.grader.queue.TaskFilter;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.queue.TaskState;
import io.kriterion.grader.queue.TaskStatus;
import io.kriterion.grader.queue.Watch;
import io.kriterion.grader.task.Bytes;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The queue for one machine, in a directory of its own: durable across kill -9 and power loss, used
 * by one process at a time. See {@link TaskQueue}; safe for use by many threads.
 */
public final class EmbeddedQueue implements TaskQueue {

  private static final int MOST_CLAIMED = 1000;
  private static final int MOST_EVENTS = 1000;
  private static final int LARGEST_EVENT = 256 << 10;

  /* Also longer than the writer's own distance between two looks. */
  private static final Duration LEAST_STEP = Duration.ofSeconds(1);

  private final QueueSettings settings;
  private final QueueFile file;
  private final Signals signals = new Signals();
  private final Intake intake;
  private final Claims claims;
  private final Endings endings;
  private final Readers readers;
  private final Writer writer;

  private EmbeddedQueue(
      QueueFile file, QueueSettings settings, LongSupplier nanoTime, InstantSource wallClock)
      throws SQLException {
    this.file = file;
    this.settings = settings;
    this.intake = new Intake(settings);
    this.claims = new Claims(settings.lease());
    this.endings = new Endings(settings);
    Database database = file.openForWriting();
    Readers opened = null;
    try {
      long uptime = database.number("SELECT uptime FROM store");
      // whoever still works on a task has had no way to say so while the store was closed
      database.change(
          "UPDATE task SET lease_until = ? WHERE state = 'RUNNING'",
          uptime + settings.lease().toMillis());
      Owners.count(database);
      opened = new Readers(file);
      Duration step = settings.lease().dividedBy(3);
      StoreClock clock =
          new StoreClock(uptime, nanoTime, step.compareTo(LEAST_STEP) < 0 ? LEAST_STEP : step);
      this.readers = opened;
      this.writer = new Writer(database, clock, wallClock, signals, endings);
    } catch (SQLException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Opens the queue in a directory; makes both if they are not there.
   *
   * @throws QueueException UNAVAILABLE: in use, not a queue, damaged, or the disk does not work
   */
  public static EmbeddedQueue open(Path directory, QueueSettings settings) {
    return open(directory, settings, System::nanoTime, InstantSource.system());
  }

  /** As {@link #open(Path, QueueSettings)}, with clocks of the caller's. */
  static EmbeddedQueue open(
      Path directory, QueueSettings settings, LongSupplier nanoTime, InstantSource wallClock) {
    QueueFile file = QueueFile.take(directory, settings.patience());
    try {
      return new EmbeddedQueue(file, settings, nanoTime, wallClock);
    } catch (SQLException e) {
      file.close();
      QueueException failure = SqlFailures.translate(e);
      throw new QueueException(
          failure.reason(), file.path() + ": " + failure.getMessage(), failure);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Writes a copy of the queue in a directory, as it is at one moment, to a new file; the queue may
   * be in use by this or another process. The copy is a queue's file itself: in a directory of its
   * own as {@code queue.db} it can be opened. Blocks until it is on disk.
   *
   * @throws QueueException UNAVAILABLE: there is no queue, or the file exists; FULL
   */
  public static void backup(Path directory, Path target) {
    QueueFile.backup(directory, target);
  }

  @Override
  public Acceptance submit(NewTask task) {
    return write(intake.accept(task));
  }

  @Override
  public List<ClaimedTask> claim(Set<String> capabilities, int most, Duration wait)
      throws InterruptedException {
    if (most < 1 || most > MOST_CLAIMED) {
      throw new IllegalArgumentException("most: " + most + " (expected: 1 to 1000)");
    }
    Set<String> capable = Set.copyOf(capabilities);
    long deadline = Signal.deadline(wait);
    while (true) {
      long count = signals.work().count();
      List<ClaimedTask> claimed =
          writer.call(transaction -> claims.claim(transaction, capable, most));
      if (!claimed.isEmpty() || System.nanoTime() - deadline >= 0) {
        return claimed;
      }
      signals.work().await(count, deadline);
    }
  }

  @Override
  public Renewal renew(Lease lease) {
    return write(transaction -> {
      TaskRow task = TaskRow.leased(transaction.database(), lease);
      claims.extend(transaction, task);
      return new Renewal(settings.lease(), task.cancelled().isPresent());
    });
  }

  @Override
  public boolean awaitStop(Lease lease, Duration wait) throws InterruptedException {
    long deadline = Signal.deadline(wait);
    long number = readers.read(database -> TaskRow.known(database, lease.task())).number();
    Signal signal = signals.join(number);
    try {
      while (true) {
        long count = signal.count();
        Optional<TaskRow> task = readers.read(database -> TaskRow.byNumber(database, number));
        if (task.isEmpty() || !task.get().isHeldBy(lease) || task.get().cancelled().isPresent()) {
          return true;
        }
        if (System.nanoTime() - deadline >= 0) {
          return false;
        }
        signal.await(count, deadline);
      }
    } finally {
      signals.leave(number);
    }
  }

  @Override
  public void publish(Lease lease, long first, List<Bytes> events) {
    List<Bytes> all = List.copyOf(events);
    if (first < 1 || all.isEmpty() || all.size() > MOST_EVENTS) {
      throw new IllegalArgumentException(
          "first: " + first + ", events: " + all.size() + " (expected: 1 or more, 1 to 1000)");
    }
    if (all.stream().anyMatch(event -> event.length() > LARGEST_EVENT)) {
      throw new QueueException(Reason.TOO_LARGE, "an event is larger than 256 KiB");
    }
    write(transaction -> {
      TaskRow task = TaskRow.leased(transaction.database(), lease);
      Events.publish(transaction, task, first, all, settings.eventBytes().bytes());
      return true;
    });
  }

  @Override
  public void complete(Lease lease, Bytes result) {
    write(transaction -> {
      endings.complete(transaction, lease, result);
      return true;
    });
  }

  @Override
  public void release(Lease lease, ReleaseReason reason, String why) {
    write(transaction -> {
      endings.release(transaction, lease, reason, why);
      return true;
    });
  }

  @Override
  public TaskState cancel(TaskId task, String why) {
    return write(transaction -> endings.cancel(transaction, task, why));
  }

  @Override
  public Watch watch(TaskId task, long after) {
    TaskRow row = read(database -> TaskRow.known(database, task));
    if (after < 0 || after > row.lastSeq()) {
      throw new IllegalArgumentException(
          "after: " + after + " (expected: 0 to " + row.lastSeq() + ")");
    }
    boolean ended = row.state().isLast() && after == row.lastSeq();
    return new EmbeddedWatch(readers, signals, row.number(), after, ended);
  }

  @Override
  public TaskStatus status(TaskId id) {
    return read(database -> Statuses.of(database, TaskRow.known(database, id)));
  }

  @Override
  public List<TaskStatus> list(TaskFilter filter) {
    return read(database -> Statuses.list(database, filter));
  }

  @Override
  public QueueSnapshot snapshot() {
    return read(Snapshots::of);
  }

  private <T> T write(Operation.Work<T> work) {
    try {
      return writer.call(work);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private <T> T read(Readers.Work<T> work) {
    try {
      return readers.read(work);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static QueueException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new QueueException(Reason.UNAVAILABLE, "interrupted before it was done", cause);
  }

  @Override
  public void close() {
    writer.close();
    readers.close();
    signals.raiseAll();
    file.close();
  }
}
