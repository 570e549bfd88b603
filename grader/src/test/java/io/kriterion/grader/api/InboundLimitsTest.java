package io.kriterion.grader.api;

import static io.kriterion.grader.api.Statuses.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.proto.grader.v1.GetRequest;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.OperatorGrpc;
import io.kriterion.proto.grader.v1.OperatorGrpc.OperatorBlockingStub;
import io.kriterion.proto.grader.v1.PauseRequest;
import io.kriterion.proto.grader.v1.SubmitRequest;
import io.kriterion.proto.grader.v1.WatchRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are too large, too slow or none at all harm nobody else. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class InboundLimitsTest {

  @TempDir private Path directory;
  private Api api;
  private String watched;
  private Iterator<io.kriterion.proto.grader.v1.TaskEvent> bystander;

  @BeforeEach
  void open() {
    api = new Api(directory);
    watched = api.submit("bystander");
    bystander = api.grader().watch(WatchRequest.newBuilder().setTask(watched).build());
    assertThat(bystander.next().getSeq()).isZero();
  }

  @AfterEach
  void close() throws InterruptedException {
    try {
      assertThat(Poll.until(() -> api.budget.used() == 0, Api.PATIENCE))
          .as("all memory is given back")
          .isTrue();
      assertThat(api.submit("afterwards")).isNotEmpty();
      api.queue.cancel(new TaskId(watched), "enough");
      assertThat(bystander.next().getCancelled().getReason()).isEqualTo("enough");
    } finally {
      api.close();
    }
  }

  private static SubmitRequest large(String key, long bytes) {
    return SubmitRequest.newBuilder()
        .setKey(key)
        .setTask(ByteString.copyFrom(new byte[(int) bytes]))
        .build();
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() {
    assertThat(
            refused(Code.OUT_OF_RANGE, () -> api.grader().submit(large("k", Api.LARGEST.bytes()))))
        .contains(String.valueOf(Api.LARGEST.bytes()));
    assertThat(api.grader().submit(large("k", 2 << 20)).getExisted()).isFalse();
  }

  @Test
  void onlyASubmissionMayBeLarge() {
    GetRequest request = GetRequest.newBuilder().setTask("x".repeat(100 << 10)).build();
    assertThat(refused(Code.OUT_OF_RANGE, () -> api.grader().get(request))).contains("65536 bytes");
    GetRequest smaller = GetRequest.newBuilder().setTask("x".repeat(60 << 10)).build();
    refused(Code.INVALID_ARGUMENT, () -> api.grader().get(smaller));
  }

  @Test
  void metadataIsBounded() {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x", Metadata.ASCII_STRING_MARSHALLER), "x".repeat(70 << 10));
    Code code =
        io.grpc.Status.fromThrowable(
                org.assertj.core.api.Assertions.catchThrowable(() ->
                    api.grader()
                        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                        .submit(Api.request("k", "t"))))
            .getCode();
    assertThat(code).isEqualTo(Code.INTERNAL);
  }

  @Test
  void whatIsNoMessageOrNoMethodIsRefused() throws InterruptedException {
    assertThat(raw("kriterion.grader.v1.Grader/Submit", new byte[] {(byte) 0xff, 1, 2}))
        .isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(raw("kriterion.grader.v1.Grader/Nothing", new byte[0]))
        .isEqualTo(Code.UNIMPLEMENTED);
    assertThat(raw("no.such.Service/Submit", new byte[0])).isEqualTo(Code.UNIMPLEMENTED);
    assertThat(raw("kriterion.grader.v1.Grader/Get", new byte[0])).isEqualTo(Code.INVALID_ARGUMENT);
  }

  private Code raw(String method, byte[] message) throws InterruptedException {
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder(bytes, bytes)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .build();
    ClientCall<byte[], byte[]> call = api.channel().newCall(descriptor, CallOptions.DEFAULT);
    BlockingQueue<Status> ended = start(call);
    call.sendMessage(message);
    call.halfClose();
    return ended(ended);
  }

  private static BlockingQueue<Status> start(ClientCall<?, ?> call) {
    BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
    Statuses.start(call, ended);
    return ended;
  }

  private static Code ended(BlockingQueue<Status> ended) throws InterruptedException {
    return Statuses.next(ended).getCode();
  }

  @Test
  void aRequestThatDoesNotArriveIsGivenUp() throws Exception {
    Path other = directory.resolve("other");
    try (Api quick =
        new Api(Api.settings(other, Optional.empty(), List.of()), Duration.ofMillis(50))) {
      ClientCall<SubmitRequest, ?> call =
          quick.channel().newCall(GraderGrpc.getSubmitMethod(), CallOptions.DEFAULT);
      BlockingQueue<Status> ended = start(call);
      call.sendMessage(large("k", 1 << 20));
      assertThat(ended(ended)).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(Poll.until(() -> quick.budget.used() == 0, Api.PATIENCE)).isTrue();
      assertThat(quick.queue.snapshot().queued()).isZero();
      assertThat(Poll.until(() -> pauses(quick), Api.PATIENCE)).as("others are served").isTrue();
    }
  }

  /* Its own request may be too late as well, where the machine is busy. */
  private static boolean pauses(Api node) {
    try {
      OperatorBlockingStub operator = OperatorGrpc.newBlockingStub(node.channel());
      return operator.pause(PauseRequest.getDefaultInstance()).getName().equals("node-1");
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
      return false;
    }
  }

  @Test
  void aPackedMessageIsRefused() {
    refused(
        Code.UNIMPLEMENTED, () -> api.grader().withCompression("gzip").submit(large("k", 1 << 20)));
  }
}
