package io.kriterion.grader.api;

import static io.kriterion.grader.api.Statuses.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.kriterion.grader.config.ApiSettings.Scope;
import io.kriterion.grader.config.ApiSettings.Token;
import io.kriterion.grader.runtime.Trust;
import io.kriterion.proto.grader.v1.GraderGrpc;
import io.kriterion.proto.grader.v1.ListRequest;
import io.kriterion.proto.grader.v1.TaskEvent;
import io.kriterion.proto.grader.v1.WatchRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections from the network do not last for ever; those over the socket do. */
@Timeout(120)
class LifetimeTest {

  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(300);

  /* Enough for a call to begin. */
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  /* Long for a call that begins at the end of a connection's life, so that it can do so on a new one. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  @TempDir private Path directory = Path.of("");

  private Api api(TestCertificate certificate, Lifetime lifetime) {
    List<Token> tokens =
        List.of(new Token("staff", "secret of staff", Set.of(Scope.OPERATE), Trust.NORMAL));
    return new Api(
        Api.settings(directory, Optional.of(certificate.tcp()), tokens), Api.PATIENCE, lifetime);
  }

  /* Asks for health; what comes when the connection ends. */
  private static CountDownLatch ended(ManagedChannel channel) {
    var _ =
        HealthGrpc.newBlockingStub(channel)
            .withDeadlineAfter(Api.PATIENCE)
            .check(HealthCheckRequest.getDefaultInstance());
    CountDownLatch ended = new CountDownLatch(1);
    channel.notifyWhenStateChanged(ConnectivityState.READY, ended::countDown);
    return ended;
  }

  @Test
  void aConnectionWithoutCallsEnds() throws Exception {
    TestCertificate certificate = TestCertificate.make(directory, "node", "EC");
    try (Api api = api(certificate, new Lifetime(SHORT, LONG, LONG))) {
      CountDownLatch local = ended(api.channel());
      CountDownLatch remote = ended(api.connect(certificate));

      assertThat(remote.await(30, TimeUnit.SECONDS)).as("it ends").isTrue();

      assertThat(local.getCount()).as("that over the socket goes on").isEqualTo(1);
    }
  }

  @Test
  void anOldConnectionEndsAndWhoWatchesIsToldToComeBack() throws Exception {
    TestCertificate certificate = TestCertificate.make(directory, "node", "EC");
    try (Api api = api(certificate, new Lifetime(LONG, A_WHILE, GRACE))) {
      WatchRequest request = WatchRequest.newBuilder().setTask(api.submit("k")).build();
      var remote =
          GraderGrpc.newBlockingStub(
              ClientInterceptors.intercept(api.connect(certificate), Api.token("secret of staff")));
      Iterator<TaskEvent> watch = remote.withDeadlineAfter(Api.PATIENCE).watch(request);
      assertThat(watch.next().hasAccepted()).isTrue();

      refused(Code.UNAVAILABLE, watch::hasNext);

      assertThat(
              remote
                  .withDeadlineAfter(Api.PATIENCE)
                  .list(ListRequest.getDefaultInstance())
                  .getTasksCount())
          .as("over another connection")
          .isEqualTo(1);
    }
  }
}
