package io.kriterion.grader.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Context;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Counts what comes in of one call, while it comes: its bytes are taken from the budget of all
 * calls, and given back when the call has ended and nobody works on its request any more.
 */
final class InboundBytes extends ServerStreamTracer {

  private static final Context.Key<InboundBytes> KEY = Context.key("inbound");

  /* What may still be on its way when the caller is told that it is too much. */
  private static final long MOST_AFTERWARDS = 2 << 20;

  private final ByteBudget budget;
  private final boolean counted;
  private final long largest;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private long taken;

  /* What has come since it was refused; negative: it was not. */
  @GuardedBy("lock")
  private long afterwards = -1;

  @GuardedBy("lock")
  private int holders = 1;

  @GuardedBy("lock")
  private Consumer<Status> refusal = status -> {};

  /**
   * For one call.
   *
   * @param counted whether its bytes are taken from the budget
   * @param largest how many bytes a message may have
   */
  InboundBytes(ByteBudget budget, boolean counted, long largest) {
    this.budget = budget;
    this.counted = counted;
    this.largest = largest;
  }

  /** That of the current call. */
  static InboundBytes current() {
    return KEY.get();
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  /** What is done when too much comes; on a thread of the network's. */
  void onRefusal(Consumer<Status> action) {
    lock.lock();
    try {
      refusal = action;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void inboundWireSize(long bytes) {
    Consumer<Status> refuse;
    Status status;
    lock.lock();
    try {
      if (holders == 0) {
        return;
      }
      if (afterwards >= 0) {
        afterwards += bytes;
        if (afterwards > MOST_AFTERWARDS) {
          // who does not read what it is told may not go on: this ends the stream, unlike a refusal
          throw Status.OUT_OF_RANGE.withDescription("the request goes on").asRuntimeException();
        }
        return;
      }
      refuse = refusal;
      if (taken + bytes > largest) {
        status =
            Status.OUT_OF_RANGE.withDescription("the request is larger than " + largest + " bytes");
      } else if (counted && !budget.take(bytes)) {
        status =
            Status.RESOURCE_EXHAUSTED.withDescription(
                "too many large requests at a time; try again later");
      } else {
        taken += bytes;
        return;
      }
      afterwards = 0;
    } finally {
      lock.unlock();
    }
    refuse.accept(status);
  }

  /* A whole message is there; of a call with many, each is counted by itself. */
  @Override
  public void inboundMessageRead(int number, long wireSize, long size) {
    if (!counted) {
      lock.lock();
      try {
        taken = 0;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Somebody begins to work on the request. */
  void hold() {
    lock.lock();
    try {
      holders++;
    } finally {
      lock.unlock();
    }
  }

  /** Whoever {@link #hold held} it has forgotten the request. */
  void letGo() {
    lock.lock();
    try {
      holders--;
      if (holders == 0 && counted) {
        budget.giveBack(taken);
        taken = 0;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void streamClosed(Status status) {
    letGo();
  }
}
