package io.kriterion.cri.fake;

import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC server on a Unix socket, with the fake CRI services or with whatever is given. Every call
 * can be made to go wrong, by the name that the CRI gives it ({@code RunPodSandbox}). Thread-safe;
 * whoever starts it closes it.
 */
public final class FakeCriServer implements AutoCloseable {

  private final Connections group = new Connections();
  private final FakeStreamingServer streaming = new FakeStreamingServer();
  private final FakeRuntime runtime = new FakeRuntime(streaming);
  private final FakeImages images = new FakeImages();
  private final CallFaults faults = new CallFaults(group, this::breakConnections);
  private final Path socket;
  private final Server server;

  private FakeCriServer(Path socket, boolean cri) {
    this.socket = socket;
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(group)
            .workerEventLoopGroup(group)
            .directExecutor()
            // gRPC asks for it, Unix sockets do not have it, and Netty warns of it
            .withChildOption(ChannelOption.SO_KEEPALIVE, null)
            .intercept(faults);
    if (cri) {
      for (BindableService service : new BindableService[] {runtime, images}) {
        builder.addService(service);
      }
    }
    try {
      // left by one that was killed
      Files.deleteIfExists(socket);
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A runtime that has everything. */
  public static FakeCriServer start(Path socket) {
    return new FakeCriServer(socket, true);
  }

  /** A gRPC server that does not know the CRI. */
  public static FakeCriServer startWithoutCri(Path socket) {
    return new FakeCriServer(socket, false);
  }

  /** Where it listens. */
  public Path socket() {
    return socket;
  }

  /** What it was asked for, and what it has. */
  public FakeRuntime runtime() {
    return runtime;
  }

  /** Its images. */
  public FakeImages images() {
    return images;
  }

  /** Its stream server. */
  public FakeStreamingServer streaming() {
    return streaming;
  }

  /**
   * Makes every call of this name go wrong from now on, in place of what was said of it before.
   *
   * @param rpc the call's name, as the CRI writes it
   */
  public void fault(String rpc, CallFault fault) {
    faults.plan(rpc, fault, false);
  }

  /** Makes the next call of this name go wrong; those after it are carried out again. */
  public void faultOnce(String rpc, CallFault fault) {
    faults.plan(rpc, fault, true);
  }

  /** Carries out every call again. */
  public void heal() {
    faults.clear();
  }

  /** Makes every call of this name fail, without any effect. */
  public void fail(String rpc, Status status) {
    fault(rpc, new CallFault.Refuse(status));
  }

  /** Leaves every call of this name without an effect and an answer. */
  public void hang(String rpc) {
    fault(rpc, new CallFault.Silence());
  }

  /** Breaks the connections that clients have, as if the runtime had been killed; goes on. */
  public void breakConnections() {
    // at once: closed the usual way, HTTP/2 waits for the calls that are open
    for (Channel connection : group.open) {
      var unused = connection.pipeline().firstContext().close();
    }
  }

  /** Lets every call of this name go through again. */
  public void heal(String rpc) {
    faults.clear(rpc);
  }

  /** Answers every call of this name with these messages, whatever it asks for. */
  public CannedAnswer answer(String rpc, Message... messages) {
    CannedAnswer answer = new CannedAnswer(List.of(messages), CannedAnswer.Ending.OK);
    faults.answer(rpc, answer);
    return answer;
  }

  /** As {@link #answer}, with another ending than the usual one. */
  public CannedAnswer answer(String rpc, CannedAnswer.Ending ending, Message... messages) {
    CannedAnswer answer = new CannedAnswer(List.of(messages), ending);
    faults.answer(rpc, answer);
    return answer;
  }

  /** A header that the last call of this name came with, or null. */
  public @Nullable String header(String rpc, String name) {
    return faults.header(rpc, name);
  }

  /** Ends and leaves the socket's file behind, as a process does that is killed. */
  public void kill() {
    close();
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    streaming.close();
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
      Files.deleteIfExists(socket);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
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
