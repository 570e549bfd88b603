package io.kriterion.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One stream of messages from a node, of which few are held at a time. Thread-safe. */
final class EventStream<A> extends ClientCall.Listener<A> {

  /** Messages asked for beyond those that have been taken. */
  private static final int WINDOW = 8;

  /** A connection that held so long was a good one. */
  private static final long GOOD_NANOS = Duration.ofSeconds(5).toNanos();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ClientCall<?, A> call;

  /* Lock order: `lock` only; the call is never used while it is held. */
  @GuardedBy("lock")
  private final Queue<A> messages = new ArrayDeque<>();

  @GuardedBy("lock")
  private @Nullable Status end;

  @GuardedBy("lock")
  private @Nullable Long connectedAt;

  @GuardedBy("lock")
  private boolean good;

  private EventStream(ClientCall<?, A> call) {
    this.call = call;
  }

  /** Begins a call with this request. */
  static <Q, A> EventStream<A> start(ClientCall<Q, A> call, Q request) {
    EventStream<A> stream = new EventStream<>(call);
    call.start(stream, new Metadata());
    call.request(WINDOW);
    call.sendMessage(request);
    call.halfClose();
    return stream;
  }

  /**
   * The next message; waits for it. Empty: there is none, and {@link #end} says why.
   *
   * @throws InterruptedException when the thread is interrupted; nothing is lost
   */
  Optional<A> take() throws InterruptedException {
    A message;
    lock.lockInterruptibly();
    try {
      while (messages.isEmpty() && end == null) {
        arrived.await();
      }
      message = messages.poll();
    } finally {
      lock.unlock();
    }
    if (message == null) {
      return Optional.empty();
    }
    call.request(1);
    return Optional.of(message);
  }

  /** How the stream ended. */
  Status end() {
    lock.lock();
    try {
      return end == null ? Status.UNKNOWN : end;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the connection held for a while before it ended. */
  boolean wasGood() {
    lock.lock();
    try {
      return good;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream; what has not been taken is forgotten. Idempotent. */
  void close() {
    lock.lock();
    try {
      if (end == null) {
        end = Status.CANCELLED;
      }
      messages.clear();
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    call.cancel("closed by the reader", null);
  }

  @Override
  public void onReady() {
    lock.lock();
    try {
      if (connectedAt == null) {
        connectedAt = System.nanoTime();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onMessage(A message) {
    lock.lock();
    try {
      if (end == null) {
        messages.add(message);
        arrived.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    lock.lock();
    try {
      if (end == null) {
        end = status;
      }
      good = connectedAt != null && System.nanoTime() - connectedAt >= GOOD_NANOS;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
