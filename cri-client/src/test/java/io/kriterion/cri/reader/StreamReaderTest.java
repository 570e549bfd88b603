package io.kriterion.cri.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.container.ContainerFilter;
import io.kriterion.cri.container.ContainerSummary;
import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.fake.CannedAnswer;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.v1.Container;
import io.kriterion.cri.v1.StreamContainersResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class StreamReaderTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private FakeCriServer server;
  private CriClient client;

  @BeforeEach
  void start() {
    server = FakeCriServer.start(directory.resolve("cri.sock"));
    client = CriClient.connect(server.socket());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static StreamContainersResponse part(String... ids) {
    StreamContainersResponse.Builder part = StreamContainersResponse.newBuilder();
    for (String id : ids) {
      part.addContainers(Container.newBuilder().setId(id).setPodSandboxId("s"));
    }
    return part.build();
  }

  private StreamReader<ContainerSummary> open() {
    return client.lists().containers(ContainerFilter.ALL);
  }

  private static List<String> all(StreamReader<ContainerSummary> reader) {
    List<String> ids = new ArrayList<>();
    for (Optional<ContainerSummary> next = reader.next(LONG);
        next.isPresent();
        next = reader.next(LONG)) {
      ids.add(next.get().id().value());
    }
    return ids;
  }

  @Test
  void partsBecomeOneListInOrder() {
    server.answer("StreamContainers", part("a", "b"), part(), part("c"));
    try (StreamReader<ContainerSummary> reader = open()) {
      assertThat(reader.ended()).isFalse();
      assertThat(all(reader)).containsExactly("a", "b", "c");
      assertThat(reader.ended()).isTrue();
      assertThat(reader.next(LONG)).isEmpty();
    }
  }

  @Test
  void whatCameBeforeAFailureIsDelivered() {
    server.answer("StreamContainers", CannedAnswer.Ending.FAILURE, part("a"), part("b"));
    try (StreamReader<ContainerSummary> reader = open()) {
      assertThat(reader.next(LONG)).isPresent();
      assertThat(reader.next(LONG)).isPresent();
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(CriCallException.class)
            .isThrownBy(() -> reader.next(LONG))
            .withMessage("StreamContainers: broke")
            .satisfies(e -> assertThat(e.answer().grpcStatus()).isEqualTo("UNKNOWN"));
      }
    }
  }

  @Test
  void nothingInTimeIsNotTheEnd() {
    server.answer("StreamContainers", CannedAnswer.Ending.OPEN, part("a"));
    try (StreamReader<ContainerSummary> reader = open()) {
      assertThat(reader.next(LONG)).isPresent();
      assertThat(reader.next(Duration.ofMillis(50))).isEmpty();
      assertThat(reader.ended()).isFalse();
    }
  }

  @Test
  void closingCancels() throws InterruptedException {
    CannedAnswer answer = server.answer("StreamContainers", CannedAnswer.Ending.OPEN, part("a"));
    StreamReader<ContainerSummary> reader = open();
    assertThat(reader.next(LONG)).isPresent();
    reader.close();
    reader.close();
    assertThat(answer.cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(reader.ended()).isTrue();
    assertThat(reader.next(LONG)).isEmpty();
  }

  @Test
  void closingEndsAWait() throws InterruptedException {
    server.answer("StreamContainers", CannedAnswer.Ending.OPEN, part("a"));
    StreamReader<ContainerSummary> reader = open();
    assertThat(reader.next(LONG)).isPresent();
    Thread waiting = Thread.ofVirtual().start(() -> reader.next(Duration.ofHours(1)));
    assertThat(waiting.join(Duration.ofMillis(50))).isFalse();
    reader.close();
    assertThat(waiting.join(LONG)).isTrue();
  }

  @Test
  void interruptEndsAWaitAndStaysSet() throws InterruptedException {
    server.answer("StreamContainers", CannedAnswer.Ending.OPEN);
    AtomicReference<String> seen = new AtomicReference<>("");
    try (StreamReader<ContainerSummary> reader = open()) {
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  reader.next(Duration.ofHours(1));
                } catch (CriCallException e) {
                  seen.set(e.code() + " " + Thread.currentThread().isInterrupted());
                }
              });
      waiting.interrupt();
      assertThat(waiting.join(LONG)).isTrue();
      assertThat(seen).hasValue(CriErrorCode.CANCELLED + " true");
    }
  }

  @Test
  void breakOfTheConnectionIsAFailure() {
    server.answer("StreamContainers", CannedAnswer.Ending.OPEN, part("a"));
    try (StreamReader<ContainerSummary> reader = open()) {
      assertThat(reader.next(LONG)).isPresent();
      server.close();
      assertThatExceptionOfType(CriConnectionException.class).isThrownBy(() -> reader.next(LONG));
    }
  }

  @Test
  void slowReaderHoldsTheRuntimeBack() {
    // 64 KiB a message: what is ahead is what HTTP/2's windows hold
    StreamContainersResponse big =
        StreamContainersResponse.newBuilder()
            .addContainers(
                Container.newBuilder()
                    .setId("a")
                    .setPodSandboxId("s")
                    .putLabels("l", "x".repeat(1 << 16)))
            .build();
    CannedAnswer answer = server.answer("StreamContainers", CannedAnswer.Ending.AGAIN, big);
    try (StreamReader<ContainerSummary> reader = open()) {
      for (int read = 1; read <= 500; read++) {
        assertThat(reader.next(LONG)).isPresent();
        assertThat(answer.sent.get() - read).isLessThan(64);
      }
    }
  }
}
