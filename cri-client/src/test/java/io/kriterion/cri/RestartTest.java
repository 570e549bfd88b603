package io.kriterion.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.fake.CannedAnswer;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.sandbox.PodSandboxSpec;
import io.kriterion.cri.v1.RuntimeServiceGrpc;
import io.kriterion.cri.v1.VersionRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A runtime that goes away, comes back, or is slow. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class RestartTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private Path socket;
  private FakeCriServer server;

  @BeforeEach
  void start() {
    socket = directory.resolve("cri.sock");
    server = FakeCriServer.start(socket);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CriClient connect(Duration patience) {
    return CriClient.connect(
        CriClientOptions.of(socket).withCallTimeout(LONG).withRestartPatience(patience));
  }

  private void end(boolean killed) {
    if (killed) {
      server.kill();
    } else {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callThatIsSafeToRepeatWaitsForTheRuntimesReturn(boolean killed) throws Exception {
    try (CriClient client = connect(LONG)) {
      end(killed);
      AtomicReference<String> answer = new AtomicReference<>("");
      Thread caller = Thread.ofVirtual().start(() -> answer.set(client.runtime().version().name()));
      assertThat(caller.join(Duration.ofMillis(300))).as("has ended without a runtime").isFalse();
      server = FakeCriServer.start(socket);
      assertThat(caller.join(LONG)).isTrue();
      assertThat(answer).hasValue("fake");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callThatIsInProgressIsMadeAgain(boolean killed) throws Exception {
    try (CriClient client = connect(LONG)) {
      CannedAnswer silence = server.answer("Version", CannedAnswer.Ending.OPEN);
      AtomicReference<String> answer = new AtomicReference<>("");
      Thread caller = Thread.ofVirtual().start(() -> answer.set(client.runtime().version().name()));
      awaitRequest(silence);
      end(killed);
      server = FakeCriServer.start(socket);
      assertThat(caller.join(LONG)).isTrue();
      assertThat(answer).hasValue("fake");
    }
  }

  private static void awaitRequest(CannedAnswer answer) throws InterruptedException {
    assertThat(answer.asked.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void callThatIsNotSafeToRepeatFailsAtOnce() {
    try (CriClient client = connect(LONG)) {
      server.close();
      long start = System.nanoTime();
      assertThatExceptionOfType(CriConnectionException.class)
          .isThrownBy(() -> client.runtime().runPodSandbox(PodSandboxSpec.builder("p").build()))
          .satisfies(e -> assertThat(e.object()).hasValue("p"));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void callThatBrokeMidwayMayHaveHadItsEffect(boolean killed) throws Exception {
    try (CriClient client = connect(LONG)) {
      CannedAnswer silence = server.answer("RunPodSandbox", CannedAnswer.Ending.OPEN);
      AtomicReference<String> seen = new AtomicReference<>("");
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.runtime().runPodSandbox(PodSandboxSpec.builder("p").build());
                } catch (CriConnectionException e) {
                  seen.set("broken, safe: " + e.retrySafe());
                }
              });
      awaitRequest(silence);
      end(killed);
      assertThat(caller.join(LONG)).isTrue();
      assertThat(seen).hasValue("broken, safe: false");
    }
  }

  @Test
  void patienceEnds() {
    try (CriClient client = connect(Duration.ofMillis(200))) {
      server.close();
      assertThatExceptionOfType(CriConnectionException.class)
          .isThrownBy(() -> client.runtime().version())
          .withMessageStartingWith("Version: the runtime does not answer")
          .matches(e -> e.retrySafe(), "safe to repeat");
    }
  }

  @Test
  void callThatNobodyTookIsSafeToRepeatWhateverItIs() {
    try (CriClient client = connect(Duration.ZERO)) {
      server.close();
      // the first one may still meet the broken connection
      assertThatExceptionOfType(CriConnectionException.class)
          .isThrownBy(() -> client.runtime().version());
      assertThatExceptionOfType(CriConnectionException.class)
          .isThrownBy(() -> client.runtime().runPodSandbox(PodSandboxSpec.builder("p").build()))
          .matches(e -> e.retrySafe(), "was never sent");
    }
  }

  @Test
  void slowRuntimeIsNoBrokenConnection() {
    try (CriClient client =
        CriClient.connect(CriClientOptions.of(socket).withCallTimeout(Duration.ofMillis(300)))) {
      server.hang("Version");
      assertThatExceptionOfType(CriCallException.class)
          .isThrownBy(() -> client.runtime().version())
          .satisfies(e -> assertThat(e.code()).isEqualTo(CriErrorCode.DEADLINE_EXCEEDED))
          .satisfies(e -> assertThat(e.answer().grpcStatus()).isEqualTo("DEADLINE_EXCEEDED"));
    }
  }

  @Test
  void closingEndsTheWaitForTheRuntimesReturn() throws Exception {
    CriClient client = connect(Duration.ofSeconds(2));
    server.close();
    CountDownLatch failed = new CountDownLatch(1);
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                client.runtime().version();
              } catch (CriConnectionException e) {
                failed.countDown();
              }
            });
    client.close();
    assertThat(caller.join(LONG)).isTrue();
    assertThat(failed.getCount()).isZero();
  }

  @Test
  void closedClientsLeaveNoThreadAndNoDescriptor() throws IOException, InterruptedException {
    long before = 0;
    for (int i = 0; i < 20; i++) {
      try (CriClient client = connect(LONG)) {
        client.runtime().version();
        // left open: closing the client ends it
        assertThat(client.events().open(LONG).next(Duration.ZERO)).isEmpty();
      }
      if (i == 5) {
        before = openDescriptors();
      }
    }
    assertThat(openDescriptors()).isLessThan(before + 10);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      // one that has been told to end may take its time on a busy machine
      assertThat(!thread.getName().startsWith("cri-") || thread.join(LONG))
          .as("" + thread)
          .isTrue();
    }
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  @Test
  void rawStubSpeaksOnTheSameConnection() {
    try (CriClient client = connect(LONG)) {
      assertThat(
              client
                  .raw(RuntimeServiceGrpc::newBlockingStub)
                  .version(VersionRequest.getDefaultInstance())
                  .getRuntimeName())
          .isEqualTo("fake");
    }
  }
}
