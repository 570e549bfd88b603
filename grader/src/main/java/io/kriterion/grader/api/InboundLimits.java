package io.kriterion.grader.api;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.proto.grader.v1.GraderGrpc;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds what requests may bring: the size of each, the memory of all together and of one caller's,
 * and how long one may take to arrive. Only a submission may be large; calls without a token are
 * short, and few at a time.
 */
final class InboundLimits extends ServerStreamTracer.Factory implements ServerInterceptor {

  /** The most calls at a time without a token. */
  static final int MOST_OF_STRANGERS = 256;

  /* Of the time that others have. */
  private static final int PART_FOR_STRANGERS = 12;
  private static final long LARGEST_OPEN = 1 << 10;
  private static final long LARGEST_OTHER = 64 << 10;
  private static final String SUBMIT = GraderGrpc.getSubmitMethod().getFullMethodName();

  private final Budget budget;
  private final long largest;
  private final Duration patience;
  private final ScheduledExecutorService timer;
  private final Semaphore strangers = new Semaphore(MOST_OF_STRANGERS);

  /**
   * For all calls of a server.
   *
   * @param budget what submissions may take together
   * @param largest what one may take
   * @param patience how long a request may take to arrive
   * @param timer tells when that time is over
   */
  InboundLimits(
      Budget budget, ByteSize largest, Duration patience, ScheduledExecutorService timer) {
    this.budget = budget;
    this.largest = largest.bytes();
    this.patience = patience;
    this.timer = timer;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    boolean isSubmission = method.equals(SUBMIT);
    return new InboundBytes(budget, isSubmission, isSubmission ? largest : largestOther(method));
  }

  private static long largestOther(String method) {
    return Access.to(method) == Access.OPEN ? LARGEST_OPEN : LARGEST_OTHER;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!Gate.isStranger()) {
      InboundBytes.current().from(Gate.caller().name());
      return arrival(call, headers, next, patience, () -> {});
    }
    if (!strangers.tryAcquire()) {
      return Gate.refuse(
          call,
          Status.RESOURCE_EXHAUSTED.withDescription(
              "too many calls without a token at a time; try again later"));
    }
    return arrival(call, headers, next, patience.dividedBy(PART_FOR_STRANGERS), strangers::release);
  }

  private <Q, A> ServerCall.Listener<Q> arrival(
      ServerCall<Q, A> call,
      Metadata headers,
      ServerCallHandler<Q, A> next,
      Duration wait,
      Runnable atEnd) {
    InboundBytes bytes = InboundBytes.current();
    ClosedOnce<Q, A> once = new ClosedOnce<>(call);
    bytes.onRefusal(once::refuse);
    Runnable late =
        () ->
            once.refuse(
                Status.DEADLINE_EXCEEDED.withDescription(
                    "the request did not arrive within " + wait.toSeconds() + " s"));
    Runnable stopClock = () -> {};
    if (call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      Future<?> clock = timer.schedule(late, wait.toMillis(), TimeUnit.MILLISECONDS);
      stopClock = () -> clock.cancel(false);
    }
    return new Arrival<>(next.startCall(once, headers), once, bytes, stopClock, atEnd);
  }

  /** The request's way to its method. */
  private static final class Arrival<Q> extends SimpleForwardingServerCallListener<Q> {

    private final ClosedOnce<?, ?> call;
    private final InboundBytes bytes;
    private final Runnable stopClock;
    private final Runnable atEnd;

    Arrival(
        ServerCall.Listener<Q> method,
        ClosedOnce<?, ?> call,
        InboundBytes bytes,
        Runnable stopClock,
        Runnable atEnd) {
      super(method);
      this.call = call;
      this.bytes = bytes;
      this.stopClock = stopClock;
      this.atEnd = atEnd;
    }

    @Override
    public void onMessage(Q message) {
      try {
        if (!call.refused.get()) {
          super.onMessage(message);
        }
      } catch (StatusRuntimeException e) {
        // the reason tells of what was sent
        call.refuse(
            Status.INVALID_ARGUMENT.withDescription("the request is no message of this call"));
      }
    }

    @Override
    public void onHalfClose() {
      stopClock.run();
      bytes.hold();
      try {
        if (!call.refused.get()) {
          super.onHalfClose();
        }
      } finally {
        bytes.letGo();
      }
    }

    @Override
    public void onCancel() {
      stopClock.run();
      atEnd.run();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      stopClock.run();
      atEnd.run();
      super.onComplete();
    }
  }

  /** A call that may be ended from outside, and is ended once. */
  private static final class ClosedOnce<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean refused = new AtomicBoolean();

    ClosedOnce(ServerCall<Q, A> call) {
      super(call);
    }

    void refuse(Status status) {
      refused.set(true);
      close(status, new Metadata());
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (closed.compareAndSet(false, true)) {
        super.close(status, trailers);
      }
    }
  }
}
