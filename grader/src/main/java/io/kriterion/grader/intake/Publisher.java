package io.kriterion.grader.intake;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.queue.QueueException;
import io.kriterion.grader.queue.QueueException.Reason;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.wire.EventCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the events of one attempt to the queue, in their order, while it grades: what was told
 * together goes together, after {@link #PATIENCE} at the latest or when it is enough. Who tells
 * never waits for the queue, since a program that waits for its output to be taken loses its time.
 */
final class Publisher implements AutoCloseable {

  /** How old an event may become before it is sent. */
  static final Duration PATIENCE = Duration.ofMillis(25);

  private static final Logger log = LoggerFactory.getLogger(Publisher.class);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final TaskQueue queue;
  private final Lease lease;
  private final BooleanSupplier isClosed;
  private final Thread sender;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final EventBatch unsent;

  @GuardedBy("lock")
  private boolean flushing;

  @GuardedBy("lock")
  private boolean sending;

  @GuardedBy("lock")
  private boolean closed;

  @GuardedBy("lock")
  private @Nullable QueueException failure;

  private long first = 1; // of the sender's alone

  /**
   * The events of one attempt.
   *
   * @param most how many bytes the queue keeps of a task's events
   * @param isClosed whether the queue is waited for no more, since the node ends
   */
  Publisher(TaskQueue queue, Lease lease, EventCodec codec, long most, BooleanSupplier isClosed) {
    this.queue = queue;
    this.lease = lease;
    this.isClosed = isClosed;
    this.unsent = new EventBatch(codec, most);
    this.sender = Thread.ofVirtual().name("publish-" + lease.task()).start(this::send);
  }

  /** Takes an event; never blocks for the queue. */
  void tell(Event event) {
    lock.lock();
    try {
      if (!closed && failure == null) {
        unsent.add(event);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until all that was told is on disk, also when interrupted.
   *
   * @throws QueueException STALE_ATTEMPT; UNKNOWN_TASK; TOO_LARGE; UNAVAILABLE when the queue was
   *     closed
   */
  void flush() {
    lock.lock();
    try {
      beginFlush();
      while (isUnderWay()) {
        changed.awaitUninterruptibly();
      }
      if (failure != null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #flush()}, for at most so long, and whatever comes of it. */
  void flush(Duration patience) {
    lock.lock();
    try {
      beginFlush();
      long left = patience.toNanos();
      while (isUnderWay() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void beginFlush() {
    flushing = true;
    changed.signalAll();
  }

  @GuardedBy("lock")
  private boolean isUnderWay() {
    return failure == null && (sending || !unsent.isEmpty());
  }

  /** Why nothing is sent any more, if so. */
  Optional<QueueException> failure() {
    lock.lock();
    try {
      return Optional.ofNullable(failure);
    } finally {
      lock.unlock();
    }
  }

  /* The sender's thread. */
  private void send() {
    try {
      for (List<Bytes> batch = next(); !batch.isEmpty(); batch = next()) {
        publish(batch);
        sent();
      }
    } catch (QueueException e) {
      fail(e);
    } catch (InterruptedException e) {
      fail(new QueueException(Reason.UNAVAILABLE, "the attempt was ended", e));
    } catch (RuntimeException | Error e) {
      // whoever waits for it must not wait for ever
      log.atError().setCause(e).log("events cannot be stored");
      fail(new QueueException(Reason.UNAVAILABLE, "events cannot be stored: " + e, e));
    }
  }

  /* Empty when there is nothing more to come. */
  private List<Bytes> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed || !unsent.isEmpty()) {
        long left = PATIENCE.toNanos() - (System.nanoTime() - unsent.oldest());
        if (unsent.isEmpty()) {
          changed.await();
        } else if (flushing || closed || unsent.isEnough() || left <= 0) {
          sending = true;
          return unsent.take();
        } else {
          changed.awaitNanos(left);
        }
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /* Repeats what may pass: a full disk, a database that another program holds. Events have numbers,
  so nothing is stored twice. The lease's end ends it, by way of the heartbeat. */
  private void publish(List<Bytes> batch) throws InterruptedException {
    boolean said = false;
    while (true) {
      try {
        queue.publish(lease, first, batch);
        first += batch.size();
        return;
      } catch (QueueException e) {
        boolean mayPass = e.reason() == Reason.UNAVAILABLE || e.reason() == Reason.FULL;
        if (!mayPass || isClosed.getAsBoolean()) {
          throw e;
        }
        if (!said) {
          log.atWarn().addKeyValue("reason", e.getMessage()).log("the queue does not take events");
          said = true;
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    }
  }

  private void sent() {
    lock.lock();
    try {
      sending = false;
      flushing = flushing && !unsent.isEmpty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(QueueException e) {
    lock.lock();
    try {
      failure = e;
      sending = false;
      unsent.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends it; what was not flushed may be lost. It may be called again. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      unsent.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    sender.interrupt();
    Uninterruptibles.joinUninterruptibly(sender);
  }
}
