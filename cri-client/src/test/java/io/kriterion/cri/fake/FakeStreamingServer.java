package io.kriterion.cri.fake;

import io.kriterion.cri.v1.AttachRequest;
import io.kriterion.cri.v1.ExecRequest;
import io.kriterion.cri.v1.PortForwardRequest;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A stream server like containerd's: HTTP or HTTPS on loopback, an address per request that is good
 * once, then SPDY/3.1 or WebSocket with {@code v4.channel.k8s.io}. What a command, a container or a
 * port does is given as {@link FakeProgram}s.
 */
public final class FakeStreamingServer implements AutoCloseable {

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<String, Function<List<String>, FakeProgram>> programs =
      new ConcurrentHashMap<>();
  private final Map<String, FakeStream> prepared = new ConcurrentHashMap<>();
  private final List<List<String>> opened = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();
  private final Channel listener;
  private final List<String> forwarded = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> sizes = new LinkedBlockingQueue<>();
  private volatile Fault fault = Fault.NONE;
  private volatile long seed;
  private volatile @Nullable SSLContext tls;

  /** Listens on a free port of loopback. */
  public FakeStreamingServer() {
    listener =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    encrypt(channel);
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(1 << 16),
                            new FakeUpgrade(FakeStreamingServer.this));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  /** What a command does; commands without a program do not exist. */
  public void program(String name, FakeProgram program) {
    command(name, arguments -> program);
  }

  /** As {@link #program}, for a command that does what its arguments say. */
  public void command(String name, Function<List<String>, FakeProgram> command) {
    programs.put(name, command);
  }

  /** What goes wrong from now on. */
  public void fault(Fault fault) {
    this.fault = fault;
  }

  /** The stream types that the clients opened over SPDY, per exec, in order. */
  public List<List<String>> openedStreams() {
    return opened;
  }

  /** How many bytes of output the sockets took, in all. */
  public long written() {
    return written.get();
  }

  /** The stream types, ports and request ids of port-forwards over SPDY, in order. */
  public List<String> forwardedStreams() {
    return forwarded;
  }

  /** The stream protocols that clients asked for, in order, whatever the transport. */
  public List<String> askedProtocols() {
    return asked;
  }

  /** The terminal sizes that clients sent, as they came. */
  public BlockingQueue<String> sizes() {
    return sizes;
  }

  /** Chooses what is random from now on. */
  public void seed(long seed) {
    this.seed = seed;
  }

  /** Speaks TLS from now on, and answers addresses with {@code https}. */
  public void tls(SSLContext context) {
    tls = context;
  }

  private void encrypt(Channel channel) {
    SSLContext context = tls;
    if (context != null) {
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(false);
      channel.pipeline().addLast(new SslHandler(engine));
    }
  }

  /** The address for an exec. */
  public String prepare(ExecRequest request) {
    return prepare("exec", FakeStream.of(request));
  }

  /** The address for an attach; the program's name is the container's id. */
  public String prepare(AttachRequest request) {
    return prepare("attach", FakeStream.of(request));
  }

  /** The address for a port-forward; the program's name is {@code port} and the number. */
  public String prepare(PortForwardRequest request) {
    return prepare("portforward", FakeStream.of(request));
  }

  private String prepare(String operation, FakeStream stream) {
    String path = "/" + operation + "/" + tokens.incrementAndGet();
    prepared.put(path, stream);
    String scheme = tls == null ? "http" : "https";
    int port = ((InetSocketAddress) listener.localAddress()).getPort();
    return scheme + "://127.0.0.1:" + port + path;
  }

  @Nullable FakeStream take(String path) {
    return prepared.remove(path);
  }

  @Nullable FakeProgram program(FakeStream stream) {
    Function<List<String>, FakeProgram> command = programs.get(stream.program());
    return command == null ? null : command.apply(stream.arguments());
  }

  Fault fault() {
    return fault;
  }

  long seed() {
    return seed;
  }

  void resized(String json) {
    sizes.add(json);
  }

  void forwarded(String headers) {
    forwarded.add(headers);
  }

  void asked(String protocol) {
    asked.add(protocol);
  }

  void opened(List<String> streamTypes) {
    opened.add(List.copyOf(streamTypes));
  }

  void count(int bytes) {
    written.addAndGet(bytes);
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
