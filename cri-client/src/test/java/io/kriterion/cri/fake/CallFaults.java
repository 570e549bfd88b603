package io.kriterion.cri.fake;

import static io.grpc.Metadata.ASCII_STRING_MARSHALLER;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets calls go wrong on their way through a gRPC server. Thread-safe. */
final class CallFaults implements ServerInterceptor {

  private record Planned(CallFault fault, boolean once) {}

  private final Map<String, Planned> planned = new ConcurrentHashMap<>();
  private final Map<String, CannedAnswer> answers = new ConcurrentHashMap<>();
  private final Map<String, Metadata> headers = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer;
  private final Runnable breakConnections;

  CallFaults(ScheduledExecutorService timer, Runnable breakConnections) {
    this.timer = timer;
    this.breakConnections = breakConnections;
  }

  void plan(String rpc, CallFault fault, boolean once) {
    planned.put(rpc, new Planned(fault, once));
  }

  /** What is said instead of what the service says, where the call does not go wrong. */
  void answer(String rpc, CannedAnswer answer) {
    answers.put(rpc, answer);
  }

  /** A header of the last call of this name, or null. */
  @Nullable String header(String rpc, String name) {
    Metadata last = headers.get(rpc);
    return last == null ? null : last.get(Metadata.Key.of(name, ASCII_STRING_MARSHALLER));
  }

  void clear(String rpc) {
    planned.remove(rpc);
  }

  void clear() {
    planned.clear();
  }

  private @Nullable CallFault take(ServerCall<?, ?> call) {
    String rpc = call.getMethodDescriptor().getBareMethodName();
    Planned found = rpc == null ? null : planned.get(rpc);
    if (found == null || (found.once() && !planned.remove(rpc, found))) {
      return null;
    }
    return found.fault();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    this.headers.put(String.valueOf(call.getMethodDescriptor().getBareMethodName()), headers);
    return switch (take(call)) {
      case null -> answer(call, headers, next);
      case CallFault.Refuse refuse -> {
        call.close(refuse.status(), new Metadata());
        yield new ServerCall.Listener<>() {};
      }
      case CallFault.Silence silence -> new ServerCall.Listener<>() {};
      case CallFault.Delay delay ->
          next.startCall(new Late<>(call, send -> schedule(send, delay.by())), headers);
      case CallFault.Hold hold -> next.startCall(new Late<>(call, hold::give), headers);
      case CallFault.LoseAnswer lost -> next.startCall(new Lost<>(call, lost.status()), headers);
      case CallFault.HalfAnswer half -> next.startCall(new Half<>(call), headers);
      case CallFault.BreakConnection broken ->
          next.startCall(new Broken<>(call, breakConnections), headers);
    };
  }

  private <Q, A> ServerCall.Listener<Q> answer(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String rpc = call.getMethodDescriptor().getBareMethodName();
    CannedAnswer canned = rpc == null ? null : answers.get(rpc);
    return canned == null ? next.startCall(call, headers) : canned.start(call);
  }

  /** The timer has one thread: what was sent first also goes out first. */
  private void schedule(Runnable send, Duration by) {
    var unused = timer.schedule(send, by.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static final class Late<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final Consumer<Runnable> later;

    Late(ServerCall<Q, A> call, Consumer<Runnable> later) {
      super(call);
      this.later = later;
    }

    @Override
    public void sendHeaders(Metadata headers) {
      later.accept(() -> delegate().sendHeaders(headers));
    }

    @Override
    public void sendMessage(A message) {
      later.accept(() -> delegate().sendMessage(message));
    }

    @Override
    public void close(Status status, Metadata trailers) {
      later.accept(() -> delegate().close(status, trailers));
    }
  }

  private static final class Lost<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final Status status;

    Lost(ServerCall<Q, A> call, Status status) {
      super(call);
      this.status = status;
    }

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(A message) {}

    @Override
    public void close(Status real, Metadata trailers) {
      super.close(status, trailers);
    }
  }

  private static final class Half<Q, A> extends SimpleForwardingServerCall<Q, A> {

    Half(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {}
  }

  private static final class Broken<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final Runnable breakConnections;

    Broken(ServerCall<Q, A> call, Runnable breakConnections) {
      super(call);
      this.breakConnections = breakConnections;
    }

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(A message) {}

    @Override
    public void close(Status status, Metadata trailers) {
      breakConnections.run();
    }
  }
}
