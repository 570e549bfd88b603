package io.kriterion.cri.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ContainerState;
import io.kriterion.cri.container.ContainerStatus;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.fake.CallFault;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.image.ImageId;
import io.kriterion.cri.image.ImageRef;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.lease.Sandbox;
import io.kriterion.cri.logs.LogEntry;
import io.kriterion.cri.logs.LogFollower;
import io.kriterion.cri.logs.LogOptions;
import io.kriterion.cri.observe.CallObserver;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.ExecStatus;
import io.kriterion.cri.v1.Image;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guide's examples. What stands between {@code // begin NAME} and {@code // end} is in
 * docs/cri-client.md word for word; {@link DocumentsTest} compares.
 */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class GuideTest {

  @TempDir private Path directory;
  private FakeCriServer server;
  private Path socket;

  @BeforeEach
  void start() {
    socket = directory.resolve("cri.sock");
    server = FakeCriServer.start(socket);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  // begin pull
  static ImageId pull(CriClient client) {
    ImageRef busybox = new ImageRef("registry.example/busybox:1.36");
    return client
        .images()
        .status(busybox)
        .map(image -> image.id())
        .orElseGet(() -> client.images().pull(busybox, Duration.ofMinutes(5)));
  }

  // end

  @Test
  void anImageIsPulledOnce() {
    String name = "registry.example/busybox:1.36";
    server.images().registry.put(name, Image.newBuilder().setId("sha256:1").build());
    try (CriClient client = CriClient.connect(socket)) {
      assertThat(pull(client).value()).isEqualTo("sha256:1");
      server.images().registry.clear();
      assertThat(pull(client).value()).isEqualTo("sha256:1");
    }
  }

  // begin observe
  static CriClient counted(Path socket, ConcurrentMap<String, LongAdder> calls) {
    CallObserver counter =
        rpc -> code -> calls.computeIfAbsent(rpc + " " + code, key -> new LongAdder()).increment();
    return CriClient.connect(CriClientOptions.of(socket).withObserver(counter));
  }

  // end

  @Test
  void callsAreCounted() {
    ConcurrentMap<String, LongAdder> calls = new ConcurrentHashMap<>();
    try (CriClient client = counted(socket, calls)) {
      server.fail("ListContainers", Status.RESOURCE_EXHAUSTED);
      assertThatExceptionOfType(CriCallException.class)
          .isThrownBy(() -> client.runtime().listContainers(Map.of()));
    }
    assertThat(calls).containsOnlyKeys("Version OK", "ListContainers RESOURCE_EXHAUSTED");
  }

  // begin run
  static int run(Path socket) throws InterruptedException, TimeoutException {
    PodSandboxSpec pod =
        PodSandboxSpec.builder("hello").labels(Map.of("owner", "guide")).handler("runc").build();
    ContainerSpec hello =
        ContainerSpec.builder("main", "registry.example/busybox:1.36")
            .command(List.of("echo", "hello"))
            .build();
    try (CriClient client = CriClient.connect(socket);
        Sandbox sandbox = client.runSandbox(pod);
        Container container = sandbox.run(hello)) {
      ContainerStatus end = container.awaitExit(Duration.ofMinutes(1));
      return end.exitCode().orElseThrow();
    }
  }

  // end

  @Test
  void aContainerRunsToItsEnd() throws Exception {
    // the fake's containers end when they are stopped
    try (CriClient other = CriClient.connect(socket)) {
      Thread stopper =
          Thread.ofVirtual()
              .start(() -> {
                while (true) {
                  for (var container : other.runtime().listContainers(Map.of())) {
                    if (container.state() == ContainerState.RUNNING) {
                      other.runtime().stopContainer(container.id(), Duration.ZERO);
                      return;
                    }
                  }
                }
              });
      assertThat(run(socket)).isEqualTo(137);
      stopper.join();
      assertThat(other.runtime().listPodSandboxes(Map.of())).isEmpty();
    }
  }

  // begin exec
  static byte[] sort(Container container, byte[] input)
      throws IOException, InterruptedException, TimeoutException {
    ExecSpec sort = ExecSpec.of(List.of("sort")).withStdin(true);
    try (ExecSession session = container.exec(sort)) {
      session.stderr().close(); // not wanted: what comes is discarded
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try (OutputStream stdin = session.stdin()) {
                  stdin.write(input);
                } catch (IOException e) {
                  // the program has ended without reading it all; its status says how
                }
              });
      byte[] sorted = session.stdout().readAllBytes();
      writer.join();
      return switch (session.await(Duration.ofMinutes(1))) {
        case ExecStatus.Exited(int code) when code == 0 -> sorted;
        case ExecStatus.Exited(int code) -> throw new IOException("sort: exit code " + code);
        case ExecStatus.Failed(String message) -> throw new IOException(message);
      };
    }
  }

  // end

  @Test
  void aCommandReadsItsInput() throws Exception {
    server
        .streaming()
        .program(
            "sort",
            (in, out, err) -> {
              List<String> lines =
                  new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
              for (String line : lines.stream().sorted().toList()) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
              }
              return 0;
            });
    try (CriClient client = CriClient.connect(socket);
        Sandbox sandbox = client.runSandbox(PodSandboxSpec.builder("p").build());
        Container container = sandbox.run(ContainerSpec.builder("c", "busybox").build())) {
      assertThat(sort(container, "b\na\n".getBytes(StandardCharsets.UTF_8)))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("a\nb\n");
    }
  }

  // begin logs
  static void follow(Container container, Path log, OutputStream target)
      throws IOException, InterruptedException, TimeoutException {
    try (LogFollower follower =
        LogFollower.open(
            log, LogOptions.ALL.tail(100), () -> container.status().exitCode().isPresent())) {
      Optional<LogEntry> entry = follower.next(Duration.ofMinutes(1));
      while (entry.isPresent()) {
        entry.get().writeTo(target);
        entry = follower.next(Duration.ofMinutes(1));
      }
    }
  }

  // end

  @Test
  void aLogIsFollowedToTheEndOfTheContainer() throws Exception {
    Path log = directory.resolve("0.log");
    Files.writeString(log, "2026-11-24T10:00:00Z stdout F hello\n");
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (CriClient client = CriClient.connect(socket);
        Sandbox sandbox = client.runSandbox(PodSandboxSpec.builder("p").build());
        Container container = sandbox.run(ContainerSpec.builder("c", "busybox").build())) {
      container.stop(Duration.ZERO);
      follow(container, log, target);
    }
    assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("hello\n");
  }

  // begin fake
  @Test
  void aLostAnswerLeavesNoSandbox() {
    try (FakeCriServer runtime = FakeCriServer.start(directory.resolve("fake.sock"));
        CriClient client = CriClient.connect(CriClientOptions.of(runtime.socket()))) {
      runtime.fault("RunPodSandbox", new CallFault.LoseAnswer(Status.RESOURCE_EXHAUSTED));

      assertThatExceptionOfType(CriCallException.class)
          .isThrownBy(() -> client.runSandbox(PodSandboxSpec.builder("pod").build()));

      assertThat(client.runtime().listPodSandboxes(Map.of())).isEmpty();
    }
  }
  // end
}
