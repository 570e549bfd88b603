package io.kriterion.cri.channel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.kriterion.cri.reader.StreamReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server-streaming call as a reader: messages in, each split into elements. */
final class ServerStream<Q, A, T> extends ClientCall.Listener<A> implements StreamReader<T> {

  /** Messages asked for beyond the one that is being read. */
  private static final int AHEAD = 1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ClientCall<Q, A> call;
  private final String rpc;
  private final Function<A, List<T>> split;

  /* Lock order: `lock` only; the call is never used while it is held. */
  @GuardedBy("lock")
  private final Queue<A> messages = new ArrayDeque<>();

  @GuardedBy("lock")
  private final Queue<T> elements = new ArrayDeque<>();

  @GuardedBy("lock")
  private @Nullable Status end;

  @GuardedBy("lock")
  private boolean closed;

  ServerStream(ClientCall<Q, A> call, String rpc, Function<A, List<T>> split) {
    this.call = call;
    this.rpc = rpc;
    this.split = split;
  }

  void start(Q request) {
    call.start(this, new Metadata());
    call.request(1 + AHEAD);
    call.sendMessage(request);
    call.halfClose();
  }

  @Override
  public void onMessage(A message) {
    lock.lock();
    try {
      messages.add(message);
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    lock.lock();
    try {
      end = status;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<T> next(Duration patience) {
    long left = patience.toNanos();
    while (true) {
      A message;
      lock.lock();
      try {
        while (elements.isEmpty() && messages.isEmpty()) {
          if (closed) {
            return Optional.empty();
          }
          if (end != null) {
            return ended(end);
          }
          if (left <= 0) {
            return Optional.empty();
          }
          left = arrived.awaitNanos(left);
        }
        T element = elements.poll();
        if (element != null) {
          return Optional.of(element);
        }
        message = messages.remove();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw StatusMapper.map(
            rpc, null, Status.CANCELLED.withDescription("Thread interrupted"), e);
      } finally {
        lock.unlock();
      }
      take(message);
    }
  }

  private void take(A message) {
    List<T> parts = split.apply(message);
    lock.lock();
    try {
      elements.addAll(parts);
    } finally {
      lock.unlock();
    }
    call.request(1);
  }

  private Optional<T> ended(Status status) {
    if (status.isOk()) {
      return Optional.empty();
    }
    throw StatusMapper.map(rpc, null, status, new StatusRuntimeException(status));
  }

  @Override
  public boolean ended() {
    lock.lock();
    try {
      return closed || (end != null && elements.isEmpty() && messages.isEmpty());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      messages.clear();
      elements.clear();
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    call.cancel("closed by the reader", null);
  }
}
