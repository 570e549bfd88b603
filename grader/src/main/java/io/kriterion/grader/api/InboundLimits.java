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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds what requests may bring: the size of each, the memory of all together, and how long one
 * may take to arrive. Only a submission may be large.
 */
final class InboundLimits extends ServerStreamTracer.Factory implements ServerInterceptor {

  private static final long LARGEST_OTHER = 64 << 10;
  private static final String SUBMIT = GraderGrpc.getSubmitMethod().getFullMethodName();

  private final ByteBudget budget;
  private final long largest;
  private final Duration patience;
  private final ScheduledExecutorService timer;

  /**
   * For all calls of a server.
   *
   * @param budget what submissions may take together
   * @param largest what one may take
   * @param patience how long a request may take to arrive
   * @param timer tells when that time is over
   */
  InboundLimits(
      ByteBudget budget, ByteSize largest, Duration patience, ScheduledExecutorService timer) {
    this.budget = budget;
    this.largest = largest.bytes();
    this.patience = patience;
    this.timer = timer;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    boolean isSubmission = method.equals(SUBMIT);
    return new InboundBytes(budget, isSubmission, isSubmission ? largest : LARGEST_OTHER);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    InboundBytes bytes = InboundBytes.current();
    ClosedOnce<Q, A> once = new ClosedOnce<>(call);
    bytes.onRefusal(once::refuse);
    Runnable late =
        () ->
            once.refuse(
                Status.DEADLINE_EXCEEDED.withDescription(
                    "the request did not arrive within " + patience.toSeconds() + " s"));
    Runnable stopClock = () -> {};
    if (call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      Future<?> clock = timer.schedule(late, patience.toMillis(), TimeUnit.MILLISECONDS);
      stopClock = () -> clock.cancel(false);
    }
    return new Arrival<>(next.startCall(once, headers), once, bytes, stopClock);
  }

  /** The request's way to its method. */
  private static final class Arrival<Q> extends SimpleForwardingServerCallListener<Q> {

    private final ClosedOnce<?, ?> call;
    private final InboundBytes bytes;
    private final Runnable stopClock;

    Arrival(
        ServerCall.Listener<Q> method,
        ClosedOnce<?, ?> call,
        InboundBytes bytes,
        Runnable stopClock) {
      super(method);
      this.call = call;
      this.bytes = bytes;
      this.stopClock = stopClock;
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
      super.onCancel();
    }

    @Override
    public void onComplete() {
      stopClock.run();
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
