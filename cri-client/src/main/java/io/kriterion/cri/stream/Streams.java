package io.kriterion.cri.stream;

import io.kriterion.cri.channel.CriChannel;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriStreamException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** Opens streams to containers of one runtime. Thread-safe. {@code CriClient} closes it. */
public final class Streams implements AutoCloseable {

  /** The newest version of the stream protocol that every containerd speaks. */
  static final String PROTOCOL = "v4.channel.k8s.io";

  private static final AdaptiveRecvByteBufAllocator RECEIVE =
      new AdaptiveRecvByteBufAllocator(1 << 10, 16 << 10, 256 << 10);

  /** Beyond the upper one, writing to standard input blocks. */
  private static final WriteBufferWaterMark WRITE = new WriteBufferWaterMark(128 << 10, 256 << 10);

  /** What the kernel may hold for us, so that it is not the 32 MiB it would go to by itself. */
  private static final int SOCKET_BUFFER = 512 << 10;

  private final CriChannel channel;
  private final Set<ExecConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private final BiFunction<ContainerId, ExecSpec, URI> execUrl;

  /** For {@code CriClient}; an application gets this from there. */
  public Streams(CriChannel channel, BiFunction<ContainerId, ExecSpec, URI> execUrl) {
    this.channel = channel;
    this.execUrl = execUrl;
  }

  /**
   * Starts a command in a running container. Returns when the runtime has taken the streams; that
   * the command does not exist comes later, as the session's status. Blocks at most for the call
   * timeout twice: for the call, and for the streams.
   *
   * @throws CriStreamException if the streams cannot be opened
   * @throws CriException if the runtime refuses the exec
   */
  public ExecSession exec(ContainerId container, ExecSpec spec) {
    StreamAddress address = StreamAddress.of(execUrl.apply(container, spec));
    ExecConnection connection = new ExecConnection(spec, connections::remove);
    boolean open = false;
    try {
      connections.add(connection);
      if (closed) {
        connection.fail("the client is closed", true, null);
      }
      connect(connection, address);
      connection.awaitOpen(channel.callTimeout());
      open = true;
      return connection;
    } finally {
      if (!open) {
        connection.close();
      }
    }
  }

  private void connect(ExecConnection connection, StreamAddress address) {
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
                    switch (connection.spec().transport()) {
                      case SPDY -> new SpdyUpgrade(connection, address).install(opening.pipeline());
                      case WEBSOCKET ->
                          new WebSocketStreams(connection, address).install(opening.pipeline());
                    }
                  }
                })
            .connect(address.socket())
            .addListener(connected -> {
              if (!connected.isSuccess()) {
                connection.fail(
                    "cannot connect to the runtime's stream server at "
                        + address.authority()
                        + ": "
                        + connected.cause().getMessage(),
                    true,
                    connected.cause());
              }
            });
  }

  private int millis() {
    return (int) Math.min(Integer.MAX_VALUE, channel.callTimeout().toMillis());
  }

  /** Breaks the streams that are open; what was received can still be read. Idempotent. */
  @Override
  public void close() {
    closed = true;
    connections.forEach(
        connection -> connection.fail("the client was closed before the exit status", false, null));
  }
}
