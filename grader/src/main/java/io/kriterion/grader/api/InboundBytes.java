package io.kriterion.grader.api;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.Context;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Counts what comes in of one call, while it comes: its bytes are taken from the budget of all
 * callers, and given back when the call has ended and nobody works on its request any more.
 */
final class InboundBytes extends ServerStreamTracer {

  private static final Context.Key<InboundBytes> KEY = Context.key("inbound");

  /* What may still be on its way when the caller is told that it is too much. */
  private static final long MOST_AFTERWARDS = 2 << 20;

  private final Budget budget;
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
  private String caller = "";

  @GuardedBy("lock")
  private Consumer<Status> refusal = status -> {};

  /**
   * For one call.
   *
   * @param counted whether its bytes are taken from the budget
   * @param largest how many bytes a message may have
   */
  InboundBytes(Budget budget, boolean counted, long largest) {
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

  /** Whose part of the budget its bytes are; of no use once some have come. */
  void from(String name) {
    lock.lock();
    try {
      if (taken == 0) {
        caller = name;
      }
    } finally {
      lock.unlock();
    }
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
    Optional<Status> tooMuch;
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
      tooMuch = take(bytes);
      if (tooMuch.isPresent()) {
        afterwards = 0;
      } else {
        taken += bytes;
      }
    } finally {
      lock.unlock();
    }
    tooMuch.ifPresent(refuse);
  }

  /* What the call is refused with where it may not have so many bytes more. */
  @GuardedBy("lock")
  private Optional<Status> take(long bytes) {
    if (taken + bytes > largest) {
      return Optional.of(
          Status.OUT_OF_RANGE.withDescription("the request is larger than " + largest + " bytes"));
    }
    return switch (counted ? budget.take(caller, bytes) : Budget.Answer.TAKEN) {
      case TAKEN -> Optional.empty();
      case TOO_MUCH_OF_ONE ->
          exhausted("too many large requests of " + caller + " at a time; try again later");
      case TOO_MUCH_OF_ALL -> exhausted("too many large requests at a time; try again later");
    };
  }

  private static Optional<Status> exhausted(String text) {
    return Optional.of(Status.RESOURCE_EXHAUSTED.withDescription(text));
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
        budget.giveBack(caller, taken);
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
