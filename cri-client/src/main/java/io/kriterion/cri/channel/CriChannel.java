package io.kriterion.cri.channel;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.kriterion.cri.error.CriException;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC channel to a CRI runtime over its Unix socket, with the one thread that serves it and the
 * streams. For this library's own services; an application uses {@code CriClient}. Thread-safe.
 */
public final class CriChannel implements AutoCloseable {

  /** What containerd sends at most; gRPC's own bound of 4 MiB is below it. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private static final long CLOSE_SECONDS = 5;

  private final EventLoopGroup eventLoop;
  private final ManagedChannel channel;
  private final Duration callTimeout;

  private CriChannel(EventLoopGroup eventLoop, ManagedChannel channel, Duration callTimeout) {
    this.eventLoop = eventLoop;
    this.channel = channel;
    this.callTimeout = callTimeout;
  }

  /**
   * Makes a channel; the socket is connected by the first call.
   *
   * @param socket the runtime's socket
   * @param callTimeout the deadline of a call that names none
   */
  public static CriChannel open(Path socket, Duration callTimeout) {
    EventLoopGroup eventLoop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("cri", true), NioIoHandler.newFactory());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioDomainSocketChannel.class)
            .eventLoopGroup(eventLoop)
            // gRPC always asks for SO_KEEPALIVE, which Unix sockets do not have: null takes it back
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            // a path, gRPC's default, is refused by strict HTTP/2 servers
            .overrideAuthority("localhost")
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .disableRetry()
            .directExecutor()
            .build();
    return new CriChannel(eventLoop, channel, callTimeout);
  }

  /** The deadline of a call that names none. */
  public Duration callTimeout() {
    return callTimeout;
  }

  /** The thread of this channel, for streams. It ends when the channel is closed. */
  public EventLoopGroup eventLoop() {
    return eventLoop;
  }

  /**
   * Makes one call and waits for the answer, up to {@link #callTimeout}.
   *
   * @param object the id or name of what the call is about, for the exception
   * @throws CriException if the runtime refused or did not answer in time
   */
  public <Q, A> A call(MethodDescriptor<Q, A> method, Q request, @Nullable String object) {
    return call(method, request, object, callTimeout);
  }

  /**
   * Makes one call and waits for the answer. An interrupt cancels it and stays set.
   *
   * @param object the id or name of what the call is about, for the exception
   * @param timeout how long to wait
   * @throws CriException if the runtime refused or did not answer in time
   */
  public <Q, A> A call(
      MethodDescriptor<Q, A> method, Q request, @Nullable String object, Duration timeout) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return ClientCalls.blockingUnaryCall(channel, method, options, request);
    } catch (StatusRuntimeException e) {
      throw StatusMapper.map(rpcOf(method), object, e.getStatus(), e);
    }
  }

  private static String rpcOf(MethodDescriptor<?, ?> method) {
    String name = method.getFullMethodName();
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /**
   * Ends calls and streams that are still open and the channel's thread. Idempotent; waits at most
   * 10 seconds; an interrupt ends the waiting and stays set.
   */
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      // the channel's termination is reported on the event loop, so that goes second
      channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      eventLoop
          .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
          .await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      var unused = eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      Thread.currentThread().interrupt();
    }
  }
}
