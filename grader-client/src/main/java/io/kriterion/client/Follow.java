package io.kriterion.client;

import io.grpc.Status;
import io.kriterion.client.GraderClientException.Code;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.WatchRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The events of a task, in the order of their numbers, none missing and none twice: where the
 * connection breaks, or the node goes away and comes back, it goes on after the last one that it
 * has. It ends after the task's last event. It holds a few events at most, however slowly it is
 * read.
 *
 * <p>One thread reads; any thread may {@link #close} it, and must when it is not read to its end.
 * After an exception it can be read on, after the last event that it gave.
 */
public final class Follow implements Iterator<TaskEvent>, AutoCloseable {

  private final NodeChannel channel;
  private final String task;
  private final Duration patience;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BackOff backOff = new BackOff();

  private volatile @Nullable EventStream<io.kriterion.proto.grader.v1.TaskEvent> stream;
  private @Nullable TaskEvent next;
  private long last;
  private boolean ended;
  private boolean between;
  private boolean away;
  private long awaySince;

  /**
   * Follows a task.
   *
   * @param last the number of the last event that the reader has, -1 for none
   */
  Follow(NodeChannel channel, String task, long last, Duration patience) {
    this.channel = channel;
    this.task = task;
    this.last = last;
    this.patience = patience;
  }

  /**
   * Whether there is another event; waits until that is known. False also when this was closed.
   *
   * @throws GraderClientException NOT_FOUND: there is no such task; UNAVAILABLE: the node was away
   *     for longer than the patience; CANCELLED: the thread was interrupted, which stays set, or
   *     the client was closed; INTERNAL: the node did not keep to the order of numbers; or another
   *     refusal of the node's
   */
  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = fetch();
    }
    return next != null && !isClosed();
  }

  /**
   * The next event; waits for it.
   *
   * @throws NoSuchElementException if there is none, or this was closed
   * @throws GraderClientException as {@link #hasNext}
   */
  @Override
  public TaskEvent next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException(isClosed() ? "closed" : "the task has ended");
    }
    TaskEvent event = next;
    next = null;
    return event;
  }

  private @Nullable TaskEvent fetch() {
    while (!isClosed()) {
      var from = stream == null ? open() : stream;
      Optional<io.kriterion.proto.grader.v1.TaskEvent> message;
      try {
        message = from.take();
      } catch (InterruptedException e) {
        throw NodeChannel.interrupted(e);
      }
      if (message.isPresent()) {
        return accept(message.get());
      }
      stream = null;
      if (isClosed()) {
        return null;
      }
      if (from.end().isOk()) {
        return end();
      }
      recover(from.end(), from.wasGood());
    }
    return null;
  }

  private EventStream<io.kriterion.proto.grader.v1.TaskEvent> open() {
    WatchRequest.Builder request = WatchRequest.newBuilder().setTask(task);
    if (last >= 0) {
      request.setAfter(last);
    }
    var opened = channel.stream(GraderGrpc.getWatchMethod(), request.build());
    stream = opened;
    if (isClosed()) {
      opened.close();
    }
    return opened;
  }

  private TaskEvent accept(io.kriterion.proto.grader.v1.TaskEvent message) {
    if (message.getSeq() != last + 1) {
      release();
      throw new GraderClientException(
          Code.INTERNAL,
          "the node sent event %d of task %s where %d follows"
              .formatted(message.getSeq(), task, last + 1),
          null);
    }
    TaskEvent event = EventMessages.event(message);
    last = message.getSeq();
    away = false;
    ended = event.isLast();
    // a newer node's last event may be one that is not known here
    between = !ended && !(event.body() instanceof Body.Unknown);
    if (ended) {
      release();
    }
    return event;
  }

  private @Nullable TaskEvent end() {
    if (between) {
      throw new GraderClientException(
          Code.INTERNAL, "the node ended the events of task " + task + " before the last", null);
    }
    ended = true;
    return null;
  }

  /* Waits before the next try, or gives up. */
  private void recover(Status status, boolean wasGood) {
    GraderClientException failure = channel.failure(status);
    if (failure.code() != Code.UNAVAILABLE) {
      throw failure;
    }
    if (!away || wasGood) {
      away = true;
      awaySince = System.nanoTime();
      backOff.reset();
    }
    long left = patience.toNanos() - (System.nanoTime() - awaySince);
    if (left <= 0) {
      away = false;
      throw failure;
    }
    NodeChannel.pause(closed, Math.min(left, backOff.next()));
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void release() {
    var open = stream;
    stream = null;
    if (open != null) {
      open.close();
    }
  }

  /** Ends a wait of the reader's, and the stream. Does not block. Idempotent. */
  @Override
  public void close() {
    closed.countDown();
    var open = stream;
    if (open != null) {
      open.close();
    }
  }
}
