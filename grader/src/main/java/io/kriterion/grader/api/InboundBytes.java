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

  private final ByteBudget budget;
  private final boolean counted;
  private final long largest;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private long taken;

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
