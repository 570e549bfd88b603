package io.kriterion.cri.fake;

import io.kriterion.cri.v1.ExecRequest;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A stream server like containerd's: HTTP on loopback, an address per exec that is good once, then
 * SPDY/3.1 or WebSocket with {@code v4.channel.k8s.io}. What a command does is given as {@link
 * FakeProgram}s.
 */
public final class FakeStreamingServer implements AutoCloseable {

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Map<String, FakeProgram> programs = new ConcurrentHashMap<>();
  private final Map<String, ExecRequest> prepared = new ConcurrentHashMap<>();
  private final List<List<String>> opened = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final AtomicLong written = new AtomicLong();
  private final Channel listener;
  private volatile Fault fault = Fault.NONE;

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
    programs.put(name, program);
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

  /** The address for an exec. */
  public String prepare(ExecRequest request) {
    String path = "/exec/" + tokens.incrementAndGet();
    prepared.put(path, request);
    return "http://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort() + path;
  }

  @Nullable ExecRequest take(String path) {
    return prepared.remove(path);
  }

  @Nullable FakeProgram program(String name) {
    return programs.get(name);
  }

  Fault fault() {
    return fault;
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
