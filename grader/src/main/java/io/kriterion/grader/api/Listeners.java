package io.kriterion.grader.api;

import io.grpc.BindableService;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.kriterion.grader.config.ApiSettings.Tcp;
import io.kriterion.grader.config.ListenAddress;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Starts gRPC servers of the same services at different addresses.
 *
 * @param services what they serve beside reflection
 * @param loops the threads that serve connections
 * @param calls runs the calls, each on a thread of its own
 * @param limits bounds what comes in
 * @param lifetime how long a connection from the network lasts
 */
record Listeners(
    List<BindableService> services,
    EventLoopGroup loops,
    Executor calls,
    InboundLimits limits,
    Lifetime lifetime) {

  /* It writes a stack trace to standard error for every call whose client leaves in the middle of
  it, which anybody can. Held here, because the JDK forgets the levels of loggers that nobody holds. */
  private static final java.util.logging.Logger LIBRARY =
      java.util.logging.Logger.getLogger("io.grpc.netty.NettyServerHandler");

  private static final int MOST_CALLS = 2_000;
  private static final int MOST_METADATA = 64 << 10;
  private static final long KEEP_ALIVE_SECONDS = 30;
  private static final long KEEP_ALIVE_PATIENCE_SECONDS = 20;
  private static final long MOST_KEEP_ALIVES_SECONDS = 10;

  /* How often the certificate's files are looked at: two calls of stat. */
  private static final long LOOK_SECONDS = 10;

  /** A server on a Unix socket; throws as {@link #onNetwork}. */
  Server onSocket(ApiSocket socket) {
    return started(
        builder(
                socket.address(),
                NioServerDomainSocketChannel::new,
                new Gate(Callers.LOCAL, new Strangers()))
            // gRPC asks for it, Unix sockets do not have it, and Netty warns of it
            .withChildOption(ChannelOption.SO_KEEPALIVE, null),
        socket.address().toString());
  }

  /**
   * A server with TLS.
   *
   * @throws GraderException NODE: the address cannot be had, or the certificate cannot be used
   */
  Server onNetwork(Tcp tcp, Callers callers) {
    ListenAddress listen = tcp.listen();
    InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
    if (address.isUnresolved()) {
      throw failure("the API cannot listen on " + listen + ": no such host", null);
    }
    Strangers strangers = new Strangers();
    return started(
        builder(address, strangers::server, new Gate(callers, strangers))
            .maxConnectionIdle(lifetime.idle().toNanos(), TimeUnit.NANOSECONDS)
            .maxConnectionAge(lifetime.age().toNanos(), TimeUnit.NANOSECONDS)
            .maxConnectionAgeGrace(lifetime.grace().toNanos(), TimeUnit.NANOSECONDS)
            .sslContext(tls(tcp)),
        listen.toString());
  }

  private NettyServerBuilder builder(
      SocketAddress address, ChannelFactory<? extends ServerChannel> channels, Gate gate) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .channelFactory(channels)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .executor(calls)
            // the limits say what is too large; gRPC would say that it may pass
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .maxInboundMetadataSize(MOST_METADATA)
            .maxConcurrentCallsPerConnection(MOST_CALLS)
            .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEP_ALIVE_PATIENCE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(MOST_KEEP_ALIVES_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            // what is small when it comes may be large when it is unpacked
            .decompressorRegistry(
                DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false))
            .addStreamTracerFactory(limits)
            .intercept(limits)
            .intercept(gate); // the last is the first that is asked
    // unread, so that the limits see what cannot be read
    services.forEach(service ->
        builder.addService(ServerInterceptors.useInputStreamMessages(service.bindService())));
    return builder.addService(ProtoReflectionServiceV1.newInstance());
  }

  private SslContext tls(Tcp tcp) {
    CertificateFiles files = new CertificateFiles(tcp);
    try {
      SslContext tls =
          GrpcSslContexts.configure(SslContextBuilder.forServer(files.keys()), SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .build();
      var _ =
          loops.scheduleWithFixedDelay(
              () -> calls.execute(files::look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
      return tls;
    } catch (SSLException e) {
      throw failure(tcp.certificate() + ": cannot be used for TLS: " + e.getMessage(), e);
    }
  }

  private static Server started(NettyServerBuilder builder, String address) {
    LIBRARY.setLevel(java.util.logging.Level.OFF);
    try {
      return builder.build().start();
    } catch (IOException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw failure("the API cannot listen on " + address + ": " + reason.getMessage(), e);
    }
  }

  private static GraderException failure(String message, @Nullable Throwable cause) {
    return new GraderException(FailureClass.NODE, message, cause);
  }
}
