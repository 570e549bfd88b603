package io.kriterion.cri.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.events.ContainerEvents;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.image.ImageRef;
import io.kriterion.cri.lease.Sandbox;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.v1.Image;
import io.kriterion.cri.v1.ListContainersRequest;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    assertThat(told)
        .filteredOn(line -> line.contains("GetContainerEvents"))
        .containsExactly(
            "begin GetContainerEvents " + Thread.currentThread().getName(),
            "end GetContainerEvents CANCELLED");
  }

  @Test
  void whatBelongsToTheCallersThreadGoesWithTheWorkToOthers() {
    ThreadLocal<String> span = new ThreadLocal<>();
    span.set("mine");
    CallObserver carrying =
        new CallObserver() {
          @Override
          public ObservedCall begin(String rpc) {
            told.add(rpc + " " + span.get());
            return code -> {};
          }

          @Override
          public <T> Callable<T> carry(Callable<T> work) {
            String carried = span.get();
            return () -> {
              span.set(carried);
              return work.call();
            };
          }
        };
    ImageRef image = new ImageRef("registry.example/a:1");
    server.images().registry.put(image.value(), Image.newBuilder().setId("sha256:1").build());
    try (CriClient client = connect(carrying)) {
      client.images().pull(image, Duration.ofSeconds(30));
      try (Sandbox sandbox = client.runSandbox(PodSandboxSpec.builder("pod").build())) {
        sandbox.createContainer(ContainerSpec.builder("main", "i").build()).close();
      }
    }
    assertThat(told)
        .contains(
            "PullImage mine",
            "RunPodSandbox mine",
            "CreateContainer mine",
            "RemoveContainer mine",
            "RemovePodSandbox mine")
        .allMatch(line -> line.endsWith(" mine"));
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
    CallObserver failsWithAnError =
        rpc ->
            code -> {
              throw new AssertionError("at the end");
            };
    for (CallObserver observer : List.of(failsAtOnce, failsLater, failsWithAnError)) {
      try (CriClient client = connect(observer)) {
        assertThat(client.runtime().listContainers(ContainerFilter.ALL)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"Not A Name,x", "name-bin,x", "name,'two\nlines'"})
  void headersThatCannotBeSentAreNotAndTheCallIsToldAllTheSame(String name, String value) {
    CallObserver observer =
        rpc ->
            new ObservedCall() {
              @Override
              public Map<String, String> headers() {
                return Map.of(name, value);
              }

              @Override
              public void ended(String code) {
                told.add(rpc + " " + code);
              }
            };
    try (CriClient client = connect(observer)) {
      assertThat(client.runtime().listContainers(ContainerFilter.ALL)).isEmpty();
    }
    assertThat(told).containsExactly("Version OK", "ListContainers OK");
    assertThat(server.header("Version", "name")).isNull();
  }
}
