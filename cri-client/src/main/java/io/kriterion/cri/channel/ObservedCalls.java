package io.kriterion.cri.channel;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.kriterion.cri.observe.CallObserver;
import io.kriterion.cri.observe.ObservedCall;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the observer of each call on a channel. What the observer does wrong stays without effect.
 */
final class ObservedCalls implements ClientInterceptor {

  private static final Logger log = LoggerFactory.getLogger(ObservedCalls.class);

  private final CallObserver observer;

  ObservedCalls(CallObserver observer) {
    this.observer = observer;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        ObservedCall call = begin(CriChannel.rpcOf(method));
        quietly(() -> headers.merge(checked(call.headers())));
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                quietly(() -> call.ended(status.getCode().name()));
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }

  private ObservedCall begin(String rpc) {
    try {
      return observer.begin(rpc);
    } catch (Throwable e) {
      failed(e);
      return CallObserver.NONE.begin(rpc);
    }
  }

  private static Metadata checked(Map<String, String> headers) {
    Metadata checked = new Metadata();
    headers.forEach((name, value) -> {
      if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        throw new IllegalArgumentException(
            "header " + name + ": (expected: printable ASCII alone)");
      }
      checked.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    });
    return checked;
  }

  private static void quietly(Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      failed(e);
    }
  }

  /* Errors too: one that went through would leave the caller waiting for an end that nobody tells. */
  private static void failed(Throwable e) {
    log.warn("the observer of calls failed", e);
  }
}
