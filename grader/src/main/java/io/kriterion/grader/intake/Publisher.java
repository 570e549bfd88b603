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
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
 * together goes together, after {@link #PATIENCE} at the latest or when it is {@link #ENOUGH}. Who
 * tells never waits for the queue, since a program that waits for its output to be taken loses its
 * time: what is more than the queue keeps of a task is dropped here too.
 */
final class Publisher implements AutoCloseable {

  /** How old an event may become before it is sent. */
  static final Duration PATIENCE = Duration.ofMillis(25);

  /** So many bytes are sent at once, and so many at most are one output event. */
  static final int ENOUGH = 16 << 10;

  private static final Logger log = LoggerFactory.getLogger(Publisher.class);
  private static final int MOST_EVENTS = 1000;
  private static final Duration PAUSE = Duration.ofMillis(200);

  /* What the queue counts for each event besides its data. */
  private static final int EVENT_BYTES = 64;

  private final TaskQueue queue;
  private final Lease lease;
  private final EventCodec codec;
  private final BooleanSupplier isClosed;
  private final Thread sender;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final Deque<Bytes> unsent = new ArrayDeque<>();

  /* Output that the next piece of the same step and stream is joined to. */
  @GuardedBy("lock")
  private final ByteArrayOutputStream joined = new ByteArrayOutputStream();

  @GuardedBy("lock")
  private Event.@Nullable Output open;

  @GuardedBy("lock")
  private long oldest;

  @GuardedBy("lock")
  private long unsentBytes;

  @GuardedBy("lock")
  private long budget;

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
    this.codec = codec;
    this.isClosed = isClosed;
    // a little more than the queue keeps: it is the queue that says that something is missing
    this.budget = most + ENOUGH + EVENT_BYTES;
    this.sender = Thread.ofVirtual().name("publish-" + lease.task()).start(this::send);
  }

  /** Takes an event; never blocks for the queue. */
  void tell(Event event) {
    lock.lock();
    try {
      if (closed || failure != null || budget < 0) {
        return;
      }
      if (event instanceof Event.Output output) {
        join(output);
      } else {
        endOutput();
        codec.published(event).ifPresent(this::add);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private void join(Event.Output output) {
    Event.Output before = open;
    if (before != null
        && (!before.step().equals(output.step()) || before.stream() != output.stream())) {
      endOutput();
    }
    byte[] data = output.data().toArray();
    for (int done = 0; done < data.length; ) {
      int piece = Math.min(data.length - done, ENOUGH - joined.size());
      if (open == null) {
        open = output;
        age();
      }
      joined.write(data, done, piece);
      unsentBytes += piece;
      done += piece;
      if (joined.size() == ENOUGH) {
        endOutput();
      }
    }
  }

  @GuardedBy("lock")
  private void endOutput() {
    Event.Output last = open;
    if (last != null) {
      open = null;
      unsentBytes -= joined.size();
      codec
          .published(new Event.Output(last.step(), last.stream(), Bytes.of(joined.toByteArray())))
          .ifPresent(this::add);
      joined.reset();
    }
  }

  @GuardedBy("lock")
  private void add(Bytes event) {
    age();
    unsent.addLast(event);
    unsentBytes += event.length();
    budget -= event.length() + EVENT_BYTES;
  }

  @GuardedBy("lock")
  private void age() {
    if (unsentBytes == 0 && unsent.isEmpty()) {
      oldest = System.nanoTime();
    }
  }

  /**
   * Waits until all that was told is on disk, also when interrupted.
   *
   * @throws QueueException STALE_ATTEMPT; UNKNOWN_TASK; UNAVAILABLE when the queue was closed
   */
  void flush() {
    lock.lock();
    try {
      endOutput();
      flushing = true;
      changed.signalAll();
      while (failure == null && (sending || !unsent.isEmpty())) {
        changed.awaitUninterruptibly();
      }
      if (failure != null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  private void send() {
    try {
      while (true) {
        List<Bytes> batch = next();
        if (batch.isEmpty()) {
          return;
        }
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

  /* Empty when there is nothing more to come. */
  private List<Bytes> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        boolean some = open != null || !unsent.isEmpty();
        long left = PATIENCE.toNanos() - (System.nanoTime() - oldest);
        if (some && (flushing || closed || unsentBytes >= ENOUGH || left <= 0)) {
          endOutput();
          return take();
        }
        if (closed) {
          return List.of();
        }
        if (some) {
          changed.awaitNanos(left);
        } else {
          changed.await();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private List<Bytes> take() {
    List<Bytes> batch = new ArrayList<>();
    while (!unsent.isEmpty() && batch.size() < MOST_EVENTS) {
      Bytes event = unsent.removeFirst();
      unsentBytes -= event.length();
      batch.add(event);
    }
    oldest = System.nanoTime();
    sending = true;
    return batch;
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

  /** As {@link #flush}, for at most so long, and whatever comes of it. */
  void flush(Duration patience) {
    lock.lock();
    try {
      endOutput();
      flushing = true;
      changed.signalAll();
      long left = patience.toNanos();
      while (failure == null && (sending || !unsent.isEmpty()) && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
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

  /** Ends it; what was not flushed may be lost. It may be called again. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      unsent.clear();
      open = null;
      joined.reset();
      unsentBytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    sender.interrupt();
    Uninterruptibles.joinUninterruptibly(sender);
  }
}
