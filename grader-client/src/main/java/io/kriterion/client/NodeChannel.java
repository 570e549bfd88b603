package io.kriterion.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.kriterion.client.GraderClientException.Code;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A gRPC channel to a node, with the one thread that serves it. Thread-safe. */
final class NodeChannel implements AutoCloseable {

  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private static final long CLOSE_SECONDS = 5;

  /* No more often than gRPC servers allow where nobody told them otherwise. */
  private static final long PING_MINUTES = 5;

  private static final long CONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ClientOptions.Target target;
  private final EventLoopGroup eventLoop;
  private final ManagedChannel channel;
  private final Channel calls;
  private final CountDownLatch closed = new CountDownLatch(1);

  private NodeChannel(
      ClientOptions.Target target, EventLoopGroup eventLoop, ManagedChannel channel) {
    this.target = target;
    this.eventLoop = eventLoop;
    this.channel = channel;
    this.calls =
        switch (target) {
          case ClientOptions.Socket socket -> channel;
          case ClientOptions.Address address -> {
            Metadata headers = new Metadata();
            headers.put(AUTHORIZATION, "Bearer " + address.token());
            yield ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers));
          }
        };
  }

  /**
   * Makes a channel; the first call connects it.
   *
   * @throws GraderClientException of code INVALID if the certificates cannot be used
   */
  static NodeChannel open(ClientOptions options) {
    return switch (options.target()) {
      case ClientOptions.Socket socket -> {
        EventLoopGroup loop = loop();
        yield open(
            socket,
            loop,
            NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket.path()))
                .channelType(NioDomainSocketChannel.class)
                // gRPC always asks for SO_KEEPALIVE, which Unix sockets do not have
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority("localhost")
                .usePlaintext());
      }
      case ClientOptions.Address address -> {
        SslContext trust = Trust.context(options.trustedCertificates());
        yield open(
            address,
            loop(),
            NettyChannelBuilder.forAddress(address.host(), address.port())
                .channelType(NioSocketChannel.class)
                .keepAliveTime(PING_MINUTES, TimeUnit.MINUTES)
                .sslContext(trust));
      }
    };
  }

  private static EventLoopGroup loop() {
    return new MultiThreadIoEventLoopGroup(
        1, new DefaultThreadFactory("kriterion-client", true), NioIoHandler.newFactory());
  }

  private static NodeChannel open(
      ClientOptions.Target target, EventLoopGroup loop, NettyChannelBuilder builder) {
    return new NodeChannel(
        target,
        loop,
        builder
            .eventLoopGroup(loop)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .disableRetry()
            .directExecutor()
            .build());
  }

  /**
   * Makes one call and waits for the answer. An interrupt cancels it and stays set.
   *
   * @throws GraderClientException if the node did not carry it out
   */
  <Q, A> A call(MethodDescriptor<Q, A> method, Q request, Duration deadline) {
    connect();
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return ClientCalls.blockingUnaryCall(calls, method, options, request);
    } catch (StatusRuntimeException e) {
      throw failure(e.getStatus());
    }
  }

  /**
   * As {@link #call}, and again while the node is not there and the deadline is not over: for what
   * may be done twice.
   */
  <Q, A> A callUntilDone(MethodDescriptor<Q, A> method, Q request, Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    BackOff backOff = new BackOff();
    Duration left = deadline;
    while (true) {
      try {
        return call(method, request, left);
      } catch (GraderClientException e) {
        long pause = backOff.next();
        if (e.code() != Code.UNAVAILABLE || end - System.nanoTime() <= pause) {
          throw e;
        }
        pause(closed, pause);
        left = Duration.ofNanos(end - System.nanoTime());
        if (!left.isPositive()) {
          throw e; // the pause was longer than it should have been
        }
      }
    }
  }

  /** Opens a stream of messages from the node. */
  <Q, A> EventStream<A> stream(MethodDescriptor<Q, A> method, Q request) {
    connect();
    return EventStream.start(calls.newCall(method, CallOptions.DEFAULT), request);
  }

  /** The exception for a failed call. */
  GraderClientException failure(Status status) {
    return isClosed()
        ? new GraderClientException(Code.CANCELLED, "the client is closed", status.asException())
        : StatusMapper.map(status, target);
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /**
   * Waits until {@code end} is counted down, at most so long.
   *
   * @throws GraderClientException of code CANCELLED after an interrupt, which stays set
   */
  static void pause(CountDownLatch end, long nanos) {
    try {
      var unused = end.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static GraderClientException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new GraderClientException(Code.CANCELLED, "interrupted while waiting", cause);
  }

  /* After a failure gRPC would connect again only after a second or more, and let calls fail until
   * then. A connection is not waited for longer than a local one takes. */
  private void connect() {
    if (channel.getState(true) != ConnectivityState.TRANSIENT_FAILURE) {
      return;
    }
    CountDownLatch changed = new CountDownLatch(1);
    channel.notifyWhenStateChanged(ConnectivityState.TRANSIENT_FAILURE, changed::countDown);
    channel.resetConnectBackoff();
    pause(changed, CONNECT_NANOS);
  }

  /** Ends all calls and the thread; waits at most 10 seconds. An interrupt stays set. */
  @Override
  public void close() {
    closed.countDown();
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
