package io.kriterion.client.fake;

import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Looks at every call before it is carried out, and makes some of them go wrong. */
final class FakeFaults implements ServerInterceptor {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  final Map<String, Status> refused = new ConcurrentHashMap<>();
  final Set<String> losing = ConcurrentHashMap.newKeySet();
  final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private final @Nullable String token;

  FakeFaults(@Nullable String token) {
    this.token = token;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String rpc = String.valueOf(call.getMethodDescriptor().getBareMethodName());
    calls.merge(rpc, 1, Integer::sum);
    if (token != null && !("Bearer " + token).equals(headers.get(AUTHORIZATION))) {
      return refuse(call, Status.UNAUTHENTICATED.withDescription("unknown token"));
    }
    Status refusal = refused.get(rpc);
    if (refusal != null) {
      return refuse(call, refusal);
    }
    return next.startCall(losing.remove(rpc) ? losing(call) : call, headers);
  }

  private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Status status) {
    call.close(status, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  /* The call is carried out, and its answer does not arrive. */
  private static <Q, A> ServerCall<Q, A> losing(ServerCall<Q, A> call) {
    return new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
      @Override
      public void sendHeaders(Metadata headers) {
        // nothing is sent
      }

      @Override
      public void sendMessage(A message) {
        delegate().close(Status.UNAVAILABLE.withDescription("the node stops"), new Metadata());
      }

      @Override
      public void close(Status status, Metadata trailers) {
        // closed already
      }
    };
  }
}
