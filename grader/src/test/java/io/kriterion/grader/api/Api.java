package io.kriterion.grader.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.kriterion.grader.config.ApiSettings;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.queue.ClaimedTask;
import io.kriterion.grader.queue.NewTask;
import io.kriterion.grader.queue.TaskQueue;
import io.kriterion.grader.queue.embedded.EmbeddedQueue;
import io.kriterion.grader.queue.embedded.QueueSettings;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import io.kriterion.proto.grader.v1.AttemptEnded;
import io.kriterion.proto.grader.v1.Cancelled;
import io.kriterion.proto.grader.v1.Dead;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.GraderGrpc.GraderBlockingStub;
import io.kriterion.proto.grader.v1.Output;
import io.kriterion.proto.grader.v1.Result;
import io.kriterion.proto.grader.v1.SubmitRequest;
import io.kriterion.proto.grader.v1.TaskEvent;
import io.kriterion.proto.grader.v1.Truncated;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** An API on a queue of its own in a directory, a node that is none, and clients of it. */
final class Api implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final ByteSize LARGEST = ByteSize.ofMebibytes(4);
  static final int MOST_QUEUED = 220;

  final Path socket;
  final TaskQueue queue;
  final TestNode node = new TestNode();
  final ApiParts parts;
  final Budget budget = new Budget(2 * LARGEST.bytes(), LARGEST.bytes());
  final ApiServer server;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final ManagedChannel local;

  /** What the intake was asked last. */
  volatile Optional<Asked> asked = Optional.empty();

  record Asked(SubmitRequest request, String owner, Trust trust, Optional<String> traceparent) {}

  Api(Path directory) {
    this(settings(directory, Optional.empty(), List.of()), PATIENCE);
  }

  Api(ApiSettings settings, Duration arrival) {
    this(settings, arrival, Lifetime.USUAL);
  }

  Api(ApiSettings settings, Duration arrival, Lifetime lifetime) {
    this(settings, arrival, lifetime, new Watchers(4096));
  }

  Api(ApiSettings settings, Duration arrival, Lifetime lifetime, Watchers watchers) {
    socket = settings.socket();
    queue =
        EmbeddedQueue.open(
            socket.resolveSibling("queue"),
            new QueueSettings(
                Duration.ofMinutes(10),
                2,
                MOST_QUEUED,
                ByteSize.ofMebibytes(3),
                ByteSize.ofMebibytes(16),
                Duration.ofHours(1),
                Duration.ofSeconds(5)));
    parts = new ApiParts(queue, node, this::read, Api::event);
    server = ApiServer.start(settings, parts, budget, watchers, arrival, lifetime);
    local = connect(socket);
  }

  static ApiSettings settings(
      Path directory, Optional<ApiSettings.Tcp> tcp, List<ApiSettings.Token> tokens) {
    return new ApiSettings(directory.resolve("node.sock"), Optional.empty(), tcp, tokens, LARGEST);
  }

  private NewTask read(
      SubmitRequest request, String owner, Trust trust, Optional<String> traceparent) {
    asked = Optional.of(new Asked(request, owner, trust, traceparent));
    String task = request.getTask().toStringUtf8();
    if (task.startsWith("unreadable")) {
      throw new GraderException(FailureClass.TASK, task);
    }
    if (task.startsWith("broken")) {
      throw new IllegalStateException(task);
    }
    return new NewTask(
        request.getKey(),
        request.getCourse(),
        request.getUser(),
        request.getPriority(),
        Duration.ofSeconds(1),
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        Bytes.of(request.getTask().toByteArray()));
  }

  private static TaskEvent event(io.kriterion.grader.queue.TaskEvent event) {
    String text = event.data().utf8();
    TaskEvent.Builder read = TaskEvent.newBuilder();
    switch (event.kind()) {
      case PUBLISHED -> {
        if (text.equals("damaged")) {
          throw new IllegalArgumentException("damaged");
        }
        read.setOutput(
            Output.newBuilder().setData(ByteString.copyFrom(event.data().toArray())).build());
      }
      case TRUNCATED -> read.setTruncated(Truncated.getDefaultInstance());
      case ATTEMPT_ENDED -> read.setAttemptEnded(AttemptEnded.newBuilder().setReason(text));
      case RESULT -> read.setResult(Result.newBuilder().setNode(text));
      case CANCELLED -> read.setCancelled(Cancelled.newBuilder().setReason(text));
      case DEAD -> read.setDead(Dead.newBuilder().addAllReasons(text.lines().toList()));
    }
    return read.build();
  }

  /** Another connection over the socket. */
  ManagedChannel connect(Path to) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(to))
            .channelType(NioDomainSocketChannel.class)
            .eventLoopGroup(loops)
            .withOption(ChannelOption.SO_KEEPALIVE, null)
            .overrideAuthority("localhost")
            .usePlaintext()
            .build();
    channels.add(channel);
    return channel;
  }

  /** A connection over the network. */
  ManagedChannel connect(TestCertificate certificate) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port().orElseThrow())
            .sslContext(
                GrpcSslContexts.forClient()
                    .trustManager(certificate.certificate().toFile())
                    .build())
            .build();
    channels.add(channel);
    return channel;
  }

  /** The one connection over the socket that is there already. */
  ManagedChannel channel() {
    return local;
  }

  GraderBlockingStub grader() {
    return GraderGrpc.newBlockingStub(local).withDeadlineAfter(PATIENCE);
  }

  static io.grpc.ClientInterceptor token(String token) {
    io.grpc.Metadata headers = new io.grpc.Metadata();
    headers.put(Gate.AUTHORIZATION, "Bearer " + token);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  static SubmitRequest request(String key, String task) {
    return SubmitRequest.newBuilder().setKey(key).setTask(ByteString.copyFromUtf8(task)).build();
  }

  /** Submits over the socket: the task's name. */
  String submit(String key) {
    return grader().submit(request(key, "task " + key)).getTask();
  }

  /** The next task of the queue's. */
  ClaimedTask claim() throws InterruptedException {
    List<ClaimedTask> claimed = queue.claim(Set.of(), 1, PATIENCE);
    assertThat(claimed).hasSize(1);
    return claimed.getFirst();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.close();
    queue.close();
    var _ = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
  }
}
