package io.kriterion.grader.queue.embedded;

import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.TaskEvent;
import io.kriterion.grader.queue.Watch;
import java.time.Duration;
import java.util.List;

/** A watcher: a number, and a signal to wait for. */
final class EmbeddedWatch implements Watch {

  private final Readers readers;
  private final Signals signals;
  private final Signal signal;
  private final long task;
  private long seen;
  private boolean ended;
  private boolean closed;

  /**
   * A watcher of a task.
   *
   * @param seen the last event's number that it is not to be given
   * @param ended whether that is the last of all
   */
  EmbeddedWatch(Readers readers, Signals signals, long task, long seen, boolean ended) {
    this.readers = readers;
    this.signals = signals;
    this.task = task;
    this.seen = seen;
    this.ended = ended;
    this.signal = signals.join(task);
  }

  @Override
  public List<TaskEvent> next(Duration wait) throws InterruptedException {
    long deadline = Signal.deadline(wait);
    while (!ended && !closed) {
      long count = signal.count();
      List<TaskEvent> events = readers.read(this::read);
      if (!events.isEmpty()) {
        seen = events.getLast().seq();
        ended = events.getLast().kind().isLast();
        return events;
      }
      if (System.nanoTime() - deadline >= 0) {
        break;
      }
      signal.await(count, deadline);
    }
    return List.of();
  }

  private List<TaskEvent> read(Database database) throws java.sql.SQLException {
    List<TaskEvent> events = Events.after(database, task, seen);
    if (events.isEmpty() && TaskRow.byNumber(database, task).isEmpty()) {
      throw new QueueException(Reason.UNKNOWN_TASK, "the queue has forgotten the task");
    }
    return events;
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      signals.leave(task);
    }
  }
}
