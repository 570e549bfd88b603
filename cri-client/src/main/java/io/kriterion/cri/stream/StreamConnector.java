package io.kriterion.cri.stream;

import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.error.CriStreamCode;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens connections to one runtime's stream server, and knows those that are open. */
final class StreamConnector {

  private static final AdaptiveRecvByteBufAllocator RECEIVE =
      new AdaptiveRecvByteBufAllocator(1 << 10, 16 << 10, 256 << 10);

  /** Beyond the upper one, writing input blocks. */
  private static final WriteBufferWaterMark WRITE = new WriteBufferWaterMark(128 << 10, 256 << 10);

  /** What the kernel may hold for us, so that it is not the 32 MiB it would go to by itself. */
  private static final int SOCKET_BUFFER = 512 << 10;

  private final CriChannel channel;
  private final StreamOptions options;
  private final Set<StreamConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  StreamConnector(CriChannel channel, StreamOptions options) {
    this.channel = channel;
    this.options = options;
  }

  /** Opens a plan's streams; blocks until the runtime has taken them. */
  StreamConnection open(URI url, StreamPlan plan) {
    StreamAddress address = StreamAddress.of(url, plan.operation(), options);
    StreamConnection connection = new StreamConnection(plan, connections::remove);
    boolean open = false;
    try {
      connections.add(connection);
      if (closed) {
        connection.failToOpen(CriStreamCode.CLOSED, "the client is closed", null);
      } else {
        connect(connection, address);
      }
      connection.awaitOpen(channel.callTimeout());
      open = true;
      return connection;
    } finally {
      if (!open) {
        connection.close();
      }
    }
  }

  private void connect(StreamConnection connection, StreamAddress address) {
    var unused =
        new Bootstrap()
            .group(channel.eventLoop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis())
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
            .option(ChannelOption.RECVBUF_ALLOCATOR, RECEIVE)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE)
            // a process that ends while it is written to must not cost us its last output
            .option(ChannelOption.AUTO_CLOSE, false)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel opening) {
                    connection.made(opening);
                    fill(opening.pipeline(), connection, address);
                  }
                })
            .connect(address.socket())
            .addListener(connected -> {
              if (!connected.isSuccess()) {
                connection.failToOpen(
                    CriStreamCode.UNREACHABLE,
                    "cannot connect to the runtime's stream server at "
                        + address.authority()
                        + ": "
                        + connected.cause().getMessage(),
                    connected.cause());
              }
            });
  }

  private void fill(ChannelPipeline pipeline, StreamConnection connection, StreamAddress address) {
    if (address.tls()) {
      SslHandler tls =
          new SslHandler(options.trust().engine(address.host(), address.socket().getPort()));
      tls.setHandshakeTimeoutMillis(millis());
      pipeline.addLast(tls);
    }
    switch (connection.plan().transport()) {
      case SPDY -> new SpdyUpgrade(connection, address).install(pipeline);
      case WEBSOCKET -> new WebSocketStreams(connection, address).install(pipeline);
    }
  }

  private int millis() {
    return (int) Math.min(Integer.MAX_VALUE, channel.callTimeout().toMillis());
  }

  /** Breaks what is open; what was received can still be read. */
  void close() {
    closed = true;
    connections.forEach(connection ->
        connection.fail(CriStreamCode.CLOSED, "the client was closed before the status", null));
  }
}
