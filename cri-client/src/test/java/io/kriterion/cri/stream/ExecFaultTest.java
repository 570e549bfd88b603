package io.kriterion.cri.stream;

import static io.kriterion.cri.stream.StreamFixture.CONTAINER;
import static io.kriterion.cri.stream.StreamFixture.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.CriClientOptions;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.fake.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream that goes wrong is an exception with a reason, never an exit code. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class ExecFaultTest {

  private static final Duration PATIENT = Duration.ofSeconds(20);

  private static final Set<Fault> HARMLESS =
      EnumSet.of(Fault.NONE, Fault.SHUFFLED_END, Fault.RESET_AT_CLOSE);

  @TempDir private Path directory;
  private StreamFixture fixture;

  @BeforeEach
  void start() {
    fixture = new StreamFixture(directory, PATIENT);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SPDY     |REFUSE_UPGRADE          |true |the runtime refused the streams: 403 Forbidden: not today
          WEBSOCKET|REFUSE_UPGRADE          |true |the runtime refused the streams: 403 Forbidden: not today
          SPDY     |CLOSE_INSTEAD_OF_UPGRADE|true |the runtime closed the connection instead of upgrading it
          WEBSOCKET|CLOSE_INSTEAD_OF_UPGRADE|true |the runtime closed the connection instead of upgrading it
          SPDY     |NO_HTTP                 |true |the runtime's stream server does not speak HTTP
          WEBSOCKET|NO_HTTP                 |true |the runtime's stream server does not speak HTTP
          """)
  void streamsThatCannotBeOpened(
      Transport transport, Fault fault, boolean retrySafe, String message) {
    fixture.streaming().fault(fault);
    assertThatExceptionOfType(CriStreamException.class)
        .isThrownBy(() -> fixture.exec(fixture.spec("greet", transport)).close())
        .withMessage("Exec: " + message)
        .matches(e -> e.retrySafe() == retrySafe, "retry safe");
  }

  @ParameterizedTest
  @EnumSource
  void silentServerIsWaitedForAsLongAsACall(Transport transport) {
    fixture.streaming().fault(Fault.SILENT);
    assertThatExceptionOfType(CriStreamException.class)
        .isThrownBy(() -> openHastily(fixture, transport, Duration.ofSeconds(2)))
        .withMessage("Exec: the runtime's stream server did not answer within 2000 ms")
        .matches(e -> !e.retrySafe(), "not retry safe");
  }

  /** Only the opening is in haste; the address is got by a client that has time. */
  private static void openHastily(StreamFixture fixture, Transport transport, Duration timeout) {
    ExecSpec spec = fixture.spec("greet", transport);
    URI address = fixture.client.runtime().execUrl(CONTAINER, spec);
    CriClientOptions options = CriClientOptions.of(fixture.server.socket());
    try (CriClient hasty = CriClient.connect(options.withCallTimeout(timeout))) {
      hasty.streams().execAt(address, spec).close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SPDY     |CLOSE_MIDWAY  |the connection broke before the status
          WEBSOCKET|CLOSE_MIDWAY  |the connection broke before the status
          SPDY     |NO_STATUS     |the connection broke before the status
          WEBSOCKET|NO_STATUS     |the connection broke before the status
          SPDY     |BAD_STATUS    |the runtime sent no valid status
          WEBSOCKET|BAD_STATUS    |the runtime sent no valid status
          SPDY     |BAD_FRAME     |the runtime broke the stream protocol
          WEBSOCKET|BAD_FRAME     |the runtime broke the stream protocol
          SPDY     |UNKNOWN_STREAM|the runtime used a stream that was not opened: 41
          WEBSOCKET|UNKNOWN_STREAM|the runtime sent a message for no stream
          SPDY     |ENDLESS_STATUS|the status is longer than 262144 bytes
          WEBSOCKET|ENDLESS_STATUS|the status is longer than 262144 bytes
          """)
  void streamsThatBreak(Transport transport, Fault fault, String message) throws IOException {
    fixture.streaming().fault(fault);
    try (ExecSession session = fixture.exec(fixture.spec("greet", transport))) {
      assertThatExceptionOfType(CriStreamException.class)
          .isThrownBy(() -> session.await(SOON))
          .withMessageStartingWith("Exec: " + message)
          .matches(e -> !e.retrySafe(), "not retry safe");
      assertThat(session.stdout().readNBytes(6)).asString().isEqualTo("hello\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void readerIsToldThatTheConnectionBroke(Transport transport) throws IOException {
    fixture.streaming().fault(Fault.CLOSE_MIDWAY);
    try (ExecSession session = fixture.exec(fixture.spec("greet", transport))) {
      assertThat(session.stdout().readNBytes(6)).asString().isEqualTo("hello\n");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> session.stdout().read())
          .withMessage("Exec: the connection broke before the status");
    }
  }

  @ParameterizedTest
  @EnumSource
  void closedSessionHasNoStatus(Transport transport) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    fixture.program(
        "wait",
        (in, out, err) -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return 0;
        });
    ExecSession session = fixture.exec(fixture.spec("wait", transport));
    try (session) {
      session.close();
      assertThatExceptionOfType(CriStreamException.class)
          .isThrownBy(() -> session.await(SOON))
          .withMessage("Exec: the session was closed before the status");
    } finally {
      over.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingTheClientBreaksItsStreams(Transport transport) throws Exception {
    fixture.program("wait", (in, out, err) -> in.read());
    try (ExecSession session = fixture.exec(fixture.spec("wait", transport).withStdin(true))) {
      fixture.client.close();
      assertThatExceptionOfType(CriStreamException.class)
          .isThrownBy(() -> session.await(SOON))
          .withMessage("Exec: the client was closed before the status");
    }
  }

  @ParameterizedTest
  @EnumSource
  void statusThatWasToldStaysAfterClose(Transport transport) throws Exception {
    ExecSession session = fixture.exec(fixture.spec("exit43", transport));
    try (session) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(43));
    }
    assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(43));
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLeftOfAClientThatMetEveryFault(Transport transport) throws Exception {
    List<Thread> before = List.copyOf(Thread.getAllStackTraces().keySet());
    Path other = directory.resolve("other");
    Files.createDirectory(other);
    try (StreamFixture faulty = new StreamFixture(other, PATIENT)) {
      for (Fault fault : Fault.values()) {
        faulty.streaming().fault(fault);
        meet(fault, faulty, transport);
      }
    }
    List<String> left = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      // gRPC's and Netty's shared threads end a second after their last use
      if (!before.contains(thread) && !ofTheTests(thread) && !thread.join(SOON)) {
        left.add(thread.getName());
      }
    }
    assertThat(left).isEmpty();
  }

  private static void meet(Fault fault, StreamFixture faulty, Transport transport)
      throws Exception {
    if (fault == Fault.SILENT) {
      assertThatExceptionOfType(CriStreamException.class)
          .isThrownBy(() -> openHastily(faulty, transport, Duration.ofMillis(500)));
      return;
    }
    try (ExecSession session = faulty.exec(faulty.spec("greet", transport))) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(3));
      assertThat(HARMLESS).contains(fault);
    } catch (CriStreamException e) {
      assertThat(HARMLESS).doesNotContain(fault);
    }
  }

  /** The JVM's own: virtual threads' carriers and the like, which stay. */
  private static boolean ofTheTests(Thread thread) {
    String name = thread.getName();
    return name.startsWith("ForkJoinPool") || name.startsWith("VirtualThread");
  }
}
