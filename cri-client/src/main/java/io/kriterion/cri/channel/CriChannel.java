package io.kriterion.cri.channel;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.observe.CallObserver;
import io.kriterion.cri.reader.StreamReader;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gRPC channel to a CRI runtime over its Unix socket, with the one thread that serves it and the
 * streams. For this library's own services; an application uses {@code CriClient}. Thread-safe.
 */
public final class CriChannel implements AutoCloseable {

  /** What containerd sends at most; gRPC's own bound of 4 MiB is below it. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private static final long CLOSE_SECONDS = 5;

  /** How often a call meets a connection that breaks although somebody listens. */
  private static final int MAX_BREAKS = 3;

  /** How long to wait before looking anew whether anybody listens. */
  private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger log = LoggerFactory.getLogger(CriChannel.class);

  private final Path socket;
  private final EventLoopGroup eventLoop;
  private final ManagedChannel channel;
  private final Channel observed;
  private final CallObserver observer;
  private final Duration callTimeout;
  private final Duration restartPatience;
  private final AtomicLong connections = new AtomicLong();
  private volatile boolean closed;

  private CriChannel(
      Path socket,
      EventLoopGroup eventLoop,
      ManagedChannel channel,
      Duration callTimeout,
      Duration restartPatience,
      CallObserver observer) {
    this.socket = socket;
    this.eventLoop = eventLoop;
    this.channel = channel;
    this.observer = observer;
    this.observed = ClientInterceptors.intercept(channel, new ObservedCalls(observer));
    this.callTimeout = callTimeout;
    this.restartPatience = restartPatience;
  }

  /**
   * Makes a channel; the socket is connected by the first call.
   *
   * @param socket the runtime's socket
   * @param callTimeout the deadline of a call that names none
   * @param restartPatience how long a call that is safe to repeat waits for a runtime that is gone,
   *     within its deadline; zero not to wait
   * @param observer told of every call
   */
  public static CriChannel open(
      Path socket, Duration callTimeout, Duration restartPatience, CallObserver observer) {
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
    CriChannel cri =
        new CriChannel(socket, eventLoop, channel, callTimeout, restartPatience, observer);
    cri.countConnections();
    return cri;
  }

  private void countConnections() {
    ConnectivityState state = channel.getState(false);
    if (state == ConnectivityState.SHUTDOWN) {
      return;
    }
    if (state == ConnectivityState.READY) {
      connections.incrementAndGet();
    }
    channel.notifyWhenStateChanged(state, this::countConnections);
  }

  /**
   * How many connections there have been. While it stays the same, so does who answers: a runtime
   * that was restarted or replaced is another connection.
   */
  public long connections() {
    return connections.get();
  }

  /** Who is told of every call. */
  public CallObserver observer() {
    return observer;
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
   * Makes one call and waits for the answer. An interrupt cancels it and stays set. A call that is
   * safe to repeat and finds no runtime waits for it, at most for the restart patience.
   *
   * @param object the id or name of what the call is about, for the exception
   * @param timeout how long to wait in all
   * @throws CriException if the runtime refused or did not answer in time
   */
  public <Q, A> A call(
      MethodDescriptor<Q, A> method, Q request, @Nullable String object, Duration timeout) {
    String rpc = rpcOf(method);
    if (!StatusMapper.isRepeatable(rpc) || restartPatience.isZero()) {
      return callOnce(method, request, object, timeout);
    }
    long start = System.nanoTime();
    long patience = Math.min(timeout.toNanos(), restartPatience.toNanos());
    for (int breaks = 1; ; breaks++) {
      try {
        return callOnce(method, request, object, timeout.minusNanos(System.nanoTime() - start));
      } catch (CriConnectionException e) {
        if (breaks > MAX_BREAKS || !isBack(rpc, start + patience)) {
          throw e;
        }
      }
    }
  }

  /** Waits for the runtime, at most until then; whether there is a connection again. */
  private boolean isBack(String rpc, long until) {
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      Duration step = Duration.ofNanos(Math.min(left, STEP_NANOS));
      try {
        SocketProbe.awaitListener(socket, step);
        // gRPC would try again only after a second or more
        channel.resetConnectBackoff();
        if (awaitReady(step)) {
          return true;
        }
      } catch (CriConnectionException e) {
        log.debug("{} waits: {}", rpc, e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (Thread.currentThread().isInterrupted()) {
        Status cancelled = Status.CANCELLED.withDescription("Thread interrupted");
        throw StatusMapper.map(rpc, null, cancelled, cancelled.asRuntimeException());
      }
      if (closed) {
        return false;
      }
    }
    return false;
  }

  private boolean awaitReady(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      ConnectivityState state = channel.getState(true);
      if (state == ConnectivityState.READY) {
        return true;
      }
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      if (!changed.await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
  }

  /**
   * Makes one call and waits for the answer, without waiting for a runtime that is gone.
   *
   * @param object the id or name of what the call is about, for the exception
   * @param timeout how long to wait
   * @throws CriException if the runtime refused or did not answer in time
   */
  public <Q, A> A callOnce(
      MethodDescriptor<Q, A> method, Q request, @Nullable String object, Duration timeout) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return ClientCalls.blockingUnaryCall(observed, method, options, request);
    } catch (StatusRuntimeException e) {
      throw StatusMapper.map(rpcOf(method), object, e.getStatus(), e);
    }
  }

  /**
   * Opens a stream from the runtime.
   *
   * @param split what the elements in a message are
   * @param timeout how long the stream may live; zero for as long as it likes
   */
  public <Q, A, T> StreamReader<T> read(
      MethodDescriptor<Q, A> method, Q request, Function<A, List<T>> split, Duration timeout) {
    CallOptions options =
        timeout.isZero()
            ? CallOptions.DEFAULT
            : CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
    ServerStream<Q, A, T> stream =
        new ServerStream<>(observed.newCall(method, options), rpcOf(method), split);
    stream.start(request);
    return stream;
  }

  /** The gRPC channel itself, with the call timeout for unary calls that have no deadline. */
  public Channel grpc() {
    return ClientInterceptors.intercept(observed, new DefaultDeadline(callTimeout));
  }

  static String rpcOf(MethodDescriptor<?, ?> method) {
    String name = method.getFullMethodName();
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /**
   * Ends calls and streams that are still open and the channel's thread. Idempotent; waits at most
   * 10 seconds; an interrupt ends the waiting and stays set.
   */
  @Override
  public void close() {
    closed = true;
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
