package io.kriterion.client.fake;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.kriterion.proto.grader.v1.SubmitRequest;
import io.kriterion.proto.grader.v1.TaskEvent;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A node for tests: a real gRPC server on a Unix socket, or on the loopback with TLS. It accepts
 * tasks, keeps the events that a test publishes, and can cut streams, refuse, lose answers, go away
 * and come back with all that it had. Thread-safe; whoever starts it closes it.
 */
public final class FakeNode implements AutoCloseable {

  private final FakeGrader grader = new FakeGrader();
  private final FakeOperator operator = new FakeOperator();
  private final FakeFaults faults;
  private final SocketAddress address;
  private final @Nullable KeyManagerFactory keys;
  private @Nullable Connections connections;
  private @Nullable Server server;

  private FakeNode(
      SocketAddress address, @Nullable KeyManagerFactory keys, @Nullable String token) {
    this.address = address;
    this.keys = keys;
    this.faults = new FakeFaults(token);
    comeBack();
  }

  /** A node on a Unix socket. */
  public static FakeNode start(Path socket) {
    return new FakeNode(UnixDomainSocketAddress.of(socket), null, null);
  }

  /** A node on a free port of the loopback, for one token. */
  public static FakeNode startTls(KeyManagerFactory keys, String token) {
    return new FakeNode(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), keys, token);
  }

  /** The port of a node on the loopback. */
  public synchronized int port() {
    return Objects.requireNonNull(server, "away").getPort();
  }

  /** What was submitted, each task once, in the order in which it came. */
  public List<SubmitRequest> submitted() {
    return grader.tasks().stream().map(task -> task.request).toList();
  }

  /** How often a call of this name came, such as {@code Submit}. */
  public int calls(String rpc) {
    return faults.calls.getOrDefault(rpc, 0);
  }

  /** Appends an event to a task, with the number that follows. */
  public void publish(String task, TaskEvent.Builder event) {
    known(task).publish(event);
  }

  /** Appends an event to a task with the number that it has, as no node should. */
  public void publishAsIs(String task, TaskEvent event) {
    known(task).append(event);
  }

  private FakeTask known(String task) {
    return Objects.requireNonNull(grader.task(task), task);
  }

  /** How many follow a task now. */
  public int watchers(String task) {
    return known(task).watchers();
  }

  /** How many events were sent to all that follow. */
  public long sent() {
    return grader.sent.get();
  }

  /** Cuts the next stream that comes to the event of this number, after it. */
  public void cutAfter(long seq) {
    grader.cuts.add(seq);
  }

  /** Refuses every call of this name from now on. */
  public void refuse(String rpc, Status status) {
    faults.refused.put(rpc, status);
  }

  /** Carries out the next call of this name, and says UNAVAILABLE. */
  public void loseAnswer(String rpc) {
    faults.losing.add(rpc);
  }

  /** Carries out every call again. */
  public void heal() {
    faults.refused.clear();
    faults.losing.clear();
  }

  /** Whether something runs; then a drain does not come to its end. */
  public void busy(boolean busy) {
    operator.busy = busy;
  }

  /** Breaks all connections, as a network does; goes on. */
  public synchronized void breakConnections() {
    if (connections != null) {
      // at once: closed the usual way, HTTP/2 waits for the calls that are open
      for (Channel connection : connections.open) {
        var unused = connection.pipeline().firstContext().close();
      }
    }
  }

  /** Ends as a process does that is killed; the tasks stay. */
  public synchronized void goAway() {
    Server ending = server;
    Connections ended = connections;
    server = null;
    connections = null;
    if (ending == null || ended == null) {
      return;
    }
    try {
      ending.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      if (address instanceof UnixDomainSocketAddress unix) {
        Files.deleteIfExists(unix.getPath());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      ended.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  /** Serves again, with the tasks that there were. */
  public synchronized void comeBack() {
    Connections group = new Connections();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .bossEventLoopGroup(group)
            .workerEventLoopGroup(group)
            .directExecutor()
            .intercept(faults)
            .addService(grader)
            .addService(operator);
    try {
      if (keys == null) {
        builder
            .channelType(NioServerDomainSocketChannel.class)
            // gRPC asks for it, and Unix sockets do not have it
            .withChildOption(ChannelOption.SO_KEEPALIVE, null);
      } else {
        builder
            .channelType(NioServerSocketChannel.class)
            .sslContext(
                GrpcSslContexts.configure(SslContextBuilder.forServer(keys), SslProvider.JDK)
                    .build());
      }
      server = builder.build().start();
      connections = group;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    goAway();
  }

  /** Remembers the connections that it serves. */
  private static final class Connections extends MultiThreadIoEventLoopGroup {

    private final Set<Channel> open = ConcurrentHashMap.newKeySet();

    Connections() {
      super(1, NioIoHandler.newFactory());
    }

    @Override
    @SuppressWarnings("deprecation") // this is what a server calls for each connection it takes
    public ChannelFuture register(Channel channel) {
      if (!(channel instanceof ServerChannel)) {
        open.add(channel);
        channel.closeFuture().addListener(closed -> open.remove(channel));
      }
      return super.register(channel);
    }
  }
}
