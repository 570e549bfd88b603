package io.kriterion.grader.api;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.queue.Watch;
import io.kriterion.grader.wire.WireTimes;
import io.kriterion.proto.grader.v1.Accepted;
import io.kriterion.proto.grader.v1.TaskEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends a task's events to one client, on a thread of its own, as fast as the client takes them: in
 * memory there is never more than what the queue gives at a time, and what gRPC buffers of one
 * call. An interrupt ends it.
 */
final class Watcher implements Runnable {

  /* Only how often it asks anew: the queue wakes it, or an interrupt. */
  private static final Duration LONG = Duration.ofHours(1);

  private final ApiParts parts;
  private final ServerCallStreamObserver<TaskEvent> client;
  private final TaskId task;
  private final long after;
  private final Optional<Instant> accepted;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ready = lock.newCondition();

  /**
   * A watcher of a task; to be made on the thread of its call.
   *
   * @param after the number of the last event that the client has
   * @param accepted when the task was accepted, for a client that is to learn it
   */
  Watcher(
      ApiParts parts,
      ServerCallStreamObserver<TaskEvent> client,
      TaskId task,
      long after,
      Optional<Instant> accepted) {
    this.parts = parts;
    this.client = client;
    this.task = task;
    this.after = after;
    this.accepted = accepted;
    client.setOnReadyHandler(this::wake);
  }

  /** What is done when the client has left, on a thread of gRPC's. */
  void whenLeft(Runnable action) {
    client.setOnCancelHandler(action);
  }

  private void wake() {
    lock.lock();
    try {
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    Throwable failure;
    try {
      sendAll();
      failure = null;
    } catch (InterruptedException e) {
      failure =
          Status.UNAVAILABLE
              .withDescription("the node ends; watch again, after the last event that came")
              .withCause(e)
              .asRuntimeException();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    if (!client.isCancelled()) {
      end(failure);
    }
  }

  private void end(@Nullable Throwable failure) {
    if (failure == null) {
      client.onCompleted();
    } else {
      client.onError(Refusals.of(failure));
    }
  }

  private void sendAll() throws InterruptedException {
    if (accepted.isPresent()) {
      send(
          TaskEvent.newBuilder()
              .setTime(WireTimes.timestamp(accepted.get()))
              .setAccepted(Accepted.getDefaultInstance())
              .build());
    }
    try (Watch watch = parts.queue().watch(task, after)) {
      while (!watch.isEnded()) {
        for (io.kriterion.grader.queue.TaskEvent event : watch.next(LONG)) {
          send(read(event));
        }
      }
    }
  }

  private TaskEvent read(io.kriterion.grader.queue.TaskEvent event) {
    try {
      return parts.events().read(event).toBuilder()
          .setSeq(event.seq())
          .setAttempt(event.attempt())
          .setTime(WireTimes.timestamp(event.time()))
          .build();
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("an event of the queue's cannot be read", e);
    }
  }

  private void send(TaskEvent event) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!client.isReady()) {
        ready.await();
      }
    } finally {
      lock.unlock();
    }
    client.onNext(event);
  }
}
