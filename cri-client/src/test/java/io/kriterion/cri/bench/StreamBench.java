package io.kriterion.cri.bench;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.v1.ExecRequest;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import io.kriterion.cri.v1.VersionRequest;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Measures the library on a real runtime, every figure beside the bare protocol in the same run.
 *
 * <p>With a private containerd that {@code bin/kriterion containerd start --name bench} has started
 * and an image in it that has {@code cat}, {@code head}, {@code printf} and {@code sleep}:
 *
 * <pre>
 * java -Xmx512m -cp cri-client/target/test-classes:grader/target/kriterion/kriterion.jar \
 *   io.kriterion.cri.bench.StreamBench /run/kriterion/bench/containerd.sock IMAGE
 * </pre>
 */
public final class StreamBench implements AutoCloseable {

  private static final List<String> SCENARIOS =
      List.of("unary", "round-trip", "first-byte", "output", "crowd");
  private static final Duration SOON = Duration.ofMinutes(2);

  private final Path socket;
  private final CriClient client;
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ManagedChannel channel;
  private final SandboxId sandbox;
  private final ContainerId container;

  private StreamBench(Path socket, String image) {
    this.socket = socket;
    client = CriClient.connect(socket);
    channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioDomainSocketChannel.class)
            .eventLoopGroup(group)
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            .overrideAuthority("localhost")
            .usePlaintext()
            .directExecutor()
            .build();
    PodSandboxSpec pod =
        PodSandboxSpec.builder("bench-" + ProcessHandle.current().pid()).handler("runc").build();
    sandbox = client.runtime().runPodSandbox(pod);
    container =
        client
            .runtime()
            .createContainer(
                sandbox,
                pod,
                ContainerSpec.builder("bench", image).command(List.of("sleep", "3600")).build());
    client.runtime().startContainer(container);
  }

  /**
   * Runs the scenarios.
   *
   * @param args the runtime's socket, an image, and the names of scenarios; all where none is named
   */
  public static void main(String[] args) throws Exception {
    if (args.length < 2) {
      System.err.println(
          "usage: StreamBench SOCKET IMAGE [" + String.join("|", SCENARIOS) + "]...");
      System.exit(2);
    }
    List<String> named = List.of(args).subList(2, args.length);
    try (StreamBench bench = new StreamBench(Path.of(args[0]), args[1])) {
      for (String scenario : named.isEmpty() ? SCENARIOS : named) {
        bench.run(scenario);
      }
    }
  }

  private void run(String scenario) throws Exception {
    switch (scenario) {
      case "unary" -> unary();
      case "round-trip" -> roundTrip();
      case "first-byte" -> firstByte();
      case "output" -> new OutputRates(client, container, socket, group, this::rawUrl).run();
      case "crowd" -> new StreamCrowd(client, container).run();
      default -> throw new IllegalArgumentException("no such scenario: " + scenario);
    }
  }

  private RuntimeServiceGrpc.RuntimeServiceBlockingStub stub() {
    return RuntimeServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private void unary() {
    int warm = 2000;
    int count = 3000;
    Figures ours = new Figures(count);
    Figures bare = new Figures(count);
    for (int i = -warm; i < count; i++) {
      long start = System.nanoTime();
      client.runtime().version();
      long middle = System.nanoTime();
      stub().version(VersionRequest.newBuilder().setVersion("v1").build());
      long end = System.nanoTime();
      if (i >= 0) {
        ours.add(middle - start);
        bare.add(end - middle);
      }
    }
    double more = ours.percentile(0.5) - bare.percentile(0.5);
    Figures.print("unary call (Version)", ours, bare, "<= 0.3 ms more at p50", more <= 0.3);
  }

  private URI rawUrl(boolean stdin, String... command) {
    return URI.create(
        stub()
            .exec(
                ExecRequest.newBuilder()
                    .setContainerId(container.value())
                    .addAllCmd(List.of(command))
                    .setStdin(stdin)
                    .setStdout(true)
                    .setStderr(true)
                    .build())
            .getUrl());
  }

  private void roundTrip() throws IOException, InterruptedException {
    int warm = 3000;
    int count = 5000;
    byte[] message = new byte[64];
    Figures ours = new Figures(count);
    Figures bare = new Figures(count);
    RawStream raw = new RawStream(group, rawUrl(true, "cat"), true, true);
    try (ExecSession session =
        client.streams().exec(container, ExecSpec.of(List.of("cat")).withStdin(true))) {
      for (int i = -warm; i < count; i++) {
        long start = System.nanoTime();
        session.stdin().write(message);
        session.stdout().readNBytes(message.length);
        long middle = System.nanoTime();
        raw.send(message);
        raw.take(message.length);
        long end = System.nanoTime();
        if (i >= 0) {
          ours.add(middle - start);
          bare.add(end - middle);
        }
      }
    } finally {
      raw.close();
    }
    Figures.print(
        "stream round trip (cat)", ours, bare, "<= 0.5 ms at p50", ours.percentile(0.5) <= 0.5);
  }

  private void firstByte() throws IOException, InterruptedException, TimeoutException {
    int warm = 20;
    int count = 150;
    String[] command = {"printf", "x"};
    Figures ours = new Figures(count);
    Figures bare = new Figures(count);
    for (int i = -warm; i < count; i++) {
      long start = System.nanoTime();
      try (ExecSession session = client.streams().exec(container, ExecSpec.of(List.of(command)))) {
        session.stdout().read();
        long first = System.nanoTime();
        session.await(SOON);
        if (i >= 0) {
          ours.add(first - start);
        }
      }
      start = System.nanoTime();
      RawStream raw = new RawStream(group, rawUrl(false, command), false, false);
      raw.first.await();
      long first = System.nanoTime();
      raw.ended.await();
      if (i >= 0) {
        bare.add(first - start);
      }
    }
    double ratio = ours.percentile(0.5) / bare.percentile(0.5);
    Figures.print("time to first byte of Exec", ours, bare, "<= x1.10 at p50", ratio <= 1.1);
  }

  @Override
  public void close() {
    client.runtime().stopPodSandbox(sandbox);
    client.runtime().removePodSandbox(sandbox);
    client.close();
    channel.shutdownNow();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
