package io.kriterion.cri.fake;

import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A gRPC server on a Unix socket, with the fake CRI services or with whatever is given. Any call
 * can be made to fail or to stay without an answer.
 */
public final class FakeCriServer implements AutoCloseable {

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final FakeStreamingServer streaming = new FakeStreamingServer();
  private final FakeRuntime runtime = new FakeRuntime(streaming);
  private final FakeImages images = new FakeImages();
  private final Map<String, Optional<Status>> faults = new ConcurrentHashMap<>();
  private final Map<String, CannedAnswer> answers = new ConcurrentHashMap<>();
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
            .intercept(new FaultInterceptor());
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

  /** Makes every call of this name fail. */
  public void fail(String rpc, Status status) {
    faults.put(rpc, Optional.of(status));
  }

  /** Leaves every call of this name without an answer. */
  public void hang(String rpc) {
    faults.put(rpc, Optional.empty());
  }

  /** Lets every call of this name go through again. */
  public void heal(String rpc) {
    faults.remove(rpc);
  }

  /** Answers every call of this name with these messages, whatever it asks for. */
  public CannedAnswer answer(String rpc, Message... messages) {
    CannedAnswer answer = new CannedAnswer(List.of(messages), CannedAnswer.Ending.OK);
    answers.put(rpc, answer);
    return answer;
  }

  /** As {@link #answer}, with another ending than the usual one. */
  public CannedAnswer answer(String rpc, CannedAnswer.Ending ending, Message... messages) {
    CannedAnswer answer = new CannedAnswer(List.of(messages), ending);
    answers.put(rpc, answer);
    return answer;
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

  private final class FaultInterceptor implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String rpc = call.getMethodDescriptor().getBareMethodName();
      Optional<Status> fault = rpc == null ? null : faults.get(rpc);
      CannedAnswer canned = rpc == null ? null : answers.get(rpc);
      if (fault == null && canned != null) {
        return canned.start(call);
      }
      if (fault == null) {
        return next.startCall(call, headers);
      }
      fault.ifPresent(status -> call.close(status, new Metadata()));
      return new ServerCall.Listener<>() {};
    }
  }
}
