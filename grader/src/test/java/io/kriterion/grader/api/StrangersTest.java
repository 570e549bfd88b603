package io.kriterion.grader.api;

import static io.kriterion.grader.api.Statuses.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.health.v1.HealthGrpc.HealthBlockingStub;
import io.kriterion.grader.config.ApiSettings.Scope;
import io.kriterion.grader.config.ApiSettings.Token;
import io.kriterion.grader.process.Poll;
import io.kriterion.grader.queue.TaskId;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.TaskEvent;
import io.kriterion.proto.grader.v1.WatchRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has no token takes little, and keeps out nobody who has one. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before the tests
class StrangersTest {

  @TempDir private static Path keys;
  private static TestCertificate certificate;

  @TempDir private Path directory;
  private Api api;
  private ManagedChannel stranger;

  @BeforeAll
  static void makeCertificate() throws Exception {
    certificate = TestCertificate.make(keys, "node", "EC");
  }

  @BeforeEach
  void open() throws Exception {
    open(Api.PATIENCE);
  }

  private void open(Duration patience) throws Exception {
    List<Token> tokens =
        List.of(new Token("staff", "secret of staff", Set.of(Scope.OPERATE), Trust.NORMAL));
    api = new Api(Api.settings(directory, Optional.of(certificate.tcp()), tokens), patience);
    stranger = api.connect(certificate);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static Channel known(ManagedChannel channel) {
    return ClientInterceptors.intercept(channel, Api.token("secret of staff"));
  }

  private static HealthBlockingStub health(Channel by) {
    return HealthGrpc.newBlockingStub(by).withDeadlineAfter(Api.PATIENCE);
  }

  private static HealthCheckRequest of(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  /* A question that does not end, since its client believes that more may follow. */
  private ClientCall<HealthCheckRequest, HealthCheckResponse> unended(BlockingQueue<Status> ended) {
    ClientCall<HealthCheckRequest, HealthCheckResponse> call =
        stranger.newCall(
            HealthGrpc.getCheckMethod().toBuilder().setType(MethodType.BIDI_STREAMING).build(),
            CallOptions.DEFAULT);
    Statuses.start(call, ended);
    return call;
  }

  @Test
  void aCallWithoutATokenIsSmallAndQuick() throws Exception {
    BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
    unended(ended).sendMessage(of("half of a question"));

    assertThat(refused(Code.OUT_OF_RANGE, () -> health(stranger).check(of("x".repeat(1030)))))
        .contains("1024 bytes");
    refused(Code.NOT_FOUND, () -> health(stranger).check(of("x".repeat(1000))));
    Status late = Statuses.next(ended);
    assertThat(late.getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
    assertThat(late.getDescription()).contains("within 5 s");
  }

  @Test
  void callsWithoutATokenAreFewAtATime() throws Exception {
    api.close();
    open(Duration.ofHours(1)); // none of them is late
    BlockingQueue<java.util.logging.LogRecord> logged = new LinkedBlockingQueue<>();
    java.util.logging.Logger library =
        java.util.logging.Logger.getLogger("io.grpc.netty.NettyServerHandler");
    library.addHandler(to(logged));
    BlockingQueue<Status> ended = new LinkedBlockingQueue<>();
    for (int i = 0; i <= InboundLimits.MOST_OF_STRANGERS; i++) {
      unended(ended).sendMessage(of("half of a question"));
    }
    Status refused = Statuses.next(ended);
    assertThat(refused.getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(refused.getDescription()).contains("without a token");
    assertThat(isAnswered(health(known(stranger)))).as("with a token").isTrue();
    assertThat(isAnswered(health(api.channel()))).as("over the socket").isTrue();

    stranger.shutdownNow();
    HealthBlockingStub other = health(api.connect(certificate));
    assertThat(Poll.until(() -> isAnswered(other), Api.PATIENCE)).as("there is room").isTrue();
    assertThat(logged).as("lines that anybody can have written").isEmpty();
  }

  private static java.util.logging.Handler to(BlockingQueue<java.util.logging.LogRecord> logged) {
    return new java.util.logging.Handler() {
      @Override
      public void publish(java.util.logging.LogRecord line) {
        logged.add(line);
      }

      @Override
      public void flush() {
        // nothing waits
      }

      @Override
      public void close() {
        // nothing is open
      }
    };
  }

  private static boolean isAnswered(HealthBlockingStub health) {
    try {
      return health.check(of("")).getStatus() == ServingStatus.NOT_SERVING;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  @Test
  void ofTooManyConnectionsWithoutATokenOneEnds() throws Exception {
    String task = api.submit("k");
    Iterator<TaskEvent> watch =
        GraderGrpc.newBlockingStub(known(api.connect(certificate)))
            .withDeadlineAfter(Api.PATIENCE)
            .watch(WatchRequest.newBuilder().setTask(task).build());
    assertThat(watch.next().hasAccepted()).isTrue();
    List<Socket> strangers = new ArrayList<>();
    try {
      for (int i = 0; i <= Strangers.MOST; i++) {
        strangers.add(
            new Socket(InetAddress.getLoopbackAddress(), api.server.port().orElseThrow()));
      }

      assertThat(Poll.until(() -> strangers.stream().anyMatch(StrangersTest::ended), Api.PATIENCE))
          .as("one has ended")
          .isTrue();
      api.queue.cancel(new TaskId(task), "enough");
      assertThat(watch.next().hasCancelled()).as("that with a token goes on").isTrue();
    } finally {
      for (Socket one : strangers) {
        one.close();
      }
    }
  }

  /* There is nothing to read of one that is open. */
  private static boolean ended(Socket one) {
    try {
      one.setSoTimeout(1);
      return one.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
