package io.kriterion.cri.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.events.ContainerEvents;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.v1.ListContainersRequest;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class CallObserverTest {

  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @TempDir private Path directory;
  private FakeCriServer server;
  private final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CriClient connect(CallObserver observer) {
    return CriClient.connect(
        CriClientOptions.of(server.socket())
            .withRestartPatience(Duration.ZERO)
            .withObserver(observer));
  }

  private ObservedCall tracing(String rpc) {
    told.add("begin " + rpc + " " + Thread.currentThread().getName());
    return new ObservedCall() {
      @Override
      public Map<String, String> headers() {
        return Map.of("traceparent", PARENT);
      }

      @Override
      public void ended(String code) {
        told.add("end " + rpc + " " + code);
      }
    };
  }

  @Test
  void everyCallIsToldWithItsEndAndCarriesTheTrace() {
    String me = Thread.currentThread().getName();
    try (CriClient client = connect(this::tracing)) {
      server.fail("ListContainers", Status.UNAVAILABLE);
      assertThatExceptionOfType(CriException.class)
          .isThrownBy(() -> client.runtime().listContainers(ContainerFilter.ALL));
      server.heal();
      var unused =
          client
              .raw(RuntimeServiceGrpc::newBlockingStub)
              .listContainers(ListContainersRequest.getDefaultInstance());
    }
    assertThat(told)
        .containsExactly(
            "begin Version " + me,
            "end Version OK",
            "begin ListContainers " + me,
            "end ListContainers UNAVAILABLE",
            "begin ListContainers " + me,
            "end ListContainers OK");
    assertThat(server.header("Version", "traceparent")).isEqualTo(PARENT);
    assertThat(server.header("ListContainers", "traceparent")).isEqualTo(PARENT);
  }

  @Test
  void streamIsOneCallThatEndsWithIt() {
    try (CriClient client = connect(this::tracing)) {
      server.runtime().beContainerd("1.7.24");
      ContainerEvents events = client.events().open(Duration.ofHours(1));
      assertThat(told).noneMatch(line -> line.startsWith("end GetContainerEvents"));
      events.close();
    }
    assertThat(told).contains("end GetContainerEvents CANCELLED");
  }

  @Test
  void observerThatFailsChangesNothing() {
    CallObserver failsAtOnce =
        rpc -> {
          throw new IllegalStateException("at the beginning");
        };
    CallObserver failsLater =
        rpc ->
            code -> {
              throw new IllegalStateException("at the end");
            };
    CallObserver sendsNonsense =
        rpc ->
            new ObservedCall() {
              @Override
              public Map<String, String> headers() {
                return Map.of("Not A Name", "x");
              }

              @Override
              public void ended(String code) {}
            };
    for (CallObserver observer : List.of(failsAtOnce, failsLater, sendsNonsense)) {
      try (CriClient client = connect(observer)) {
        assertThat(client.runtime().listContainers(ContainerFilter.ALL)).isEmpty();
      }
    }
  }
}
