package io.kriterion.cri.stream;

import static io.kriterion.cri.stream.StreamFixture.CONTAINER;
import static io.kriterion.cri.stream.StreamFixture.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.fake.Fault;
import io.kriterion.cri.fake.Soon;
import io.kriterion.cri.v1.AttachRequest;
import io.kriterion.cri.v1.ExecRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What containerd's stream server does to clients that do not know it; one test per trap. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class StreamTrapsTest {

  private static final int MIB = 1 << 20;

  @TempDir private Path directory;
  private StreamFixture fixture;

  @BeforeEach
  void start() {
    fixture = new StreamFixture(directory, Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private Object lastRequest() {
    return fixture.server.runtime().requests.getLast();
  }

  @Test
  void webSocketWithoutStdinMakesContainerdCloseIt_soStdinIsAlwaysAskedFor() throws Exception {
    ExecSpec spec = fixture.spec("exit43", Transport.WEBSOCKET);
    try (ExecSession session = fixture.exec(spec)) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(43));
    }
    assertThat(((ExecRequest) lastRequest()).getStdin()).isTrue();
  }

  @Test
  void webSocketTerminalWithoutStdinLosesOutput_soStdinIsAlwaysAskedFor() throws Exception {
    ExecSpec spec = fixture.spec("exit43", Transport.WEBSOCKET).withTty(true);
    try (ExecSession session = fixture.exec(spec)) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(43));
    }
    assertThat(((ExecRequest) lastRequest()).getStdin()).isTrue();
    assertThat(((ExecRequest) lastRequest()).getTty()).isTrue();
  }

  @Test
  void webSocketAttachWithoutStdinEndsTheContainersStdin_soStdinIsAlwaysAskedFor()
      throws Exception {
    fixture.container((in, out, err) -> 0);
    for (Transport transport : Transport.values()) {
      AttachSpec spec = AttachSpec.outputs().withTransport(transport);
      try (AttachSession session = fixture.attach(spec)) {
        assertThat(session.await(SOON)).isEqualTo(new AttachStatus.Ended());
      }
      assertThat(((AttachRequest) lastRequest()).getStdin())
          .isEqualTo(transport == Transport.WEBSOCKET);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unreadStdinKeepsTheExecForEver_soTheWaitIsBoundedAndCloseIsTheWayOut(Transport transport)
      throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    fixture.program(
        "deaf",
        (in, out, err) -> {
          out.write('x');
          return StreamFixture.await(over);
        });
    AtomicReference<IOException> thrown = new AtomicReference<>();
    ExecSession session = fixture.exec(fixture.spec("deaf", transport).withStdin(true));
    try (session) {
      assertThat(session.stdout().read()).isEqualTo('x');
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  session.stdin().write(new byte[10 * MIB]);
                } catch (IOException e) {
                  thrown.set(e);
                }
              });
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> session.await(Duration.ofMillis(300)))
          .withMessage("Exec: no end within 300 ms");
      session.close();
      assertThat(writer.join(SOON)).isTrue();
      assertThat(thrown.get()).isNotNull();
      assertThatExceptionOfType(CriStreamException.class)
          .isThrownBy(() -> session.await(SOON))
          .matches(e -> e.code() == CriStreamCode.CLOSED, "closed");
    } finally {
      over.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void backgroundChildHoldsTheOutputs_soTheWaitIsBoundedAndCloseWorks(Transport transport)
      throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    fixture.program(
        "daemon",
        (in, out, err) -> {
          out.write('x');
          return StreamFixture.await(over);
        });
    try (ExecSession session = fixture.exec(fixture.spec("daemon", transport))) {
      assertThat(session.stdout().read()).isEqualTo('x');
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> session.await(Duration.ofMillis(100)));
    } finally {
      over.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void resetAtCloseWhileStdinIsStillSent_costsNothingThatWasReceived(Transport transport)
      throws Exception {
    byte[] output = new byte[200_000];
    new Random(1).nextBytes(output);
    fixture.streaming().fault(Fault.RESET_AT_CLOSE);
    for (int round = 0; round < 20; round++) {
      CountDownLatch received = new CountDownLatch(1);
      fixture.program(
          "hasty",
          (in, out, err) -> {
            out.write(output);
            StreamFixture.await(received);
            return 7;
          });
      ExecSpec spec = fixture.spec("hasty", transport).withStdin(true);
      try (ExecSession session = fixture.exec(spec)) {
        Thread writer =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    session.stdin().write(new byte[8 * MIB]);
                  } catch (IOException e) {
                    // the program has ended, as it should
                  }
                });
        Soon.until(() -> ((OutputBuffer) session.stdout()).available() == output.length);
        received.countDown();
        assertThat(session.await(SOON)).as("round " + round).isEqualTo(new ExecStatus.Exited(7));
        assertThat(session.stdout().readAllBytes()).isEqualTo(output);
        assertThat(writer.join(SOON)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void statusAndEndsAndGoAwayAndCloseComeInAnyOrder(Transport transport) throws Exception {
    fixture.streaming().fault(Fault.SHUFFLED_END);
    for (int seed = 0; seed < 60; seed++) {
      fixture.streaming().seed(seed);
      try (ExecSession session = fixture.exec(fixture.spec("greet", transport).withStdin(true))) {
        assertThat(session.stdout().readAllBytes())
            .as("seed " + seed)
            .asString()
            .isEqualTo("hello\n");
        assertThat(session.stderr().readAllBytes()).asString().isEqualTo("oops\n");
        assertThat(session.await(SOON)).as("seed " + seed).isEqualTo(new ExecStatus.Exited(3));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void addressIsGoodOnce_andTheSecondUseIsATypedError(Transport transport) throws Exception {
    ExecSpec spec = fixture.spec("exit43", transport);
    URI address = fixture.client.runtime().execUrl(CONTAINER, spec);
    try (ExecSession session = fixture.client.streams().execAt(address, spec)) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(43));
    }
    assertThatExceptionOfType(CriStreamException.class)
        .isThrownBy(() -> fixture.client.streams().execAt(address, spec).close())
        .matches(e -> e.code() == CriStreamCode.ADDRESS_EXPIRED && e.retrySafe(), "expired")
        .withMessage(
            "Exec: the runtime does not know the streams' address (it is good once, and for a"
                + " minute)");
  }

  @ParameterizedTest
  @EnumSource
  void containerdSpeaksNoV5_soItIsNeverOffered(Transport transport) throws Exception {
    try (ExecSession session = fixture.exec(fixture.spec("exit43", transport))) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(43));
    }
    assertThat(fixture.streaming().askedProtocols()).containsExactly("v4.channel.k8s.io");
  }

  @ParameterizedTest
  @EnumSource
  void plainTextStatusOfAnotherProtocolIsRefusedWithTheProtocol(Transport transport) {
    fixture.streaming().fault(Fault.OTHER_PROTOCOL);
    assertThatExceptionOfType(CriStreamException.class)
        .isThrownBy(() -> fixture.exec(fixture.spec("greet", transport)).close())
        .matches(e -> e.code() == CriStreamCode.REFUSED && e.retrySafe(), "refused");
  }

  @ParameterizedTest
  @EnumSource
  void plainTextStatusIsNoStatus(Transport transport) {
    fixture.streaming().fault(Fault.BAD_STATUS);
    try (ExecSession session = fixture.exec(fixture.spec("greet", transport))) {
      assertThatExceptionOfType(CriStreamException.class)
          .isThrownBy(() -> session.await(SOON))
          .matches(e -> e.code() == CriStreamCode.PROTOCOL, "protocol");
    }
  }

  @ParameterizedTest
  @EnumSource
  void failedStartHasNoExitCode_soTheShellsIsReadFromTheText(Transport transport) throws Exception {
    try (ExecSession session = fixture.exec(fixture.spec("nope", transport))) {
      assertThat(session.await(SOON))
          .isInstanceOfSatisfying(
              ExecStatus.Failed.class, failed -> assertThat(failed.shellCode()).hasValue(127));
    }
  }

  @Test
  void oneSpdyStreamTooManyIsNeverAnswered_soExactlyTheRequestedAreOpened() throws Exception {
    fixture.container((in, out, err) -> 0);
    AttachSpec all = AttachSpec.outputs().withStdin(true);
    for (AttachSpec spec :
        List.of(all, all.withStdin(false), all.withStderr(false), all.withTty(true))) {
      try (AttachSession session = fixture.attach(spec)) {
        assertThat(session.await(SOON)).isEqualTo(new AttachStatus.Ended());
      }
    }
    assertThat(fixture.streaming().openedStreams())
        .containsExactly(
            List.of("error", "stdin", "stdout", "stderr"),
            List.of("error", "stdout", "stderr"),
            List.of("error", "stdin", "stdout"),
            List.of("error", "stdin", "stdout", "resize"));
  }

  @Test
  void slowForwardedConnectionDoesNotHoldUpAnother() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    fixture.program(
        "port 80",
        (in, out, err) -> {
          for (int written = 0; written < 64; written++) {
            out.write(new byte[MIB]);
          }
          return StreamFixture.await(over);
        });
    fixture.program("port 81", (in, out, err) -> StreamFixture.copy(in, out));
    try (PortForward forward = PortForwardTest.forward(fixture, Transport.SPDY);
        ForwardedConnection slow = forward.connect(80);
        ForwardedConnection quick = forward.connect(81)) {
      assertThat(slow.input().read()).isZero();
      for (int round = 0; round < 100; round++) {
        quick.output().write(round);
        assertThat(quick.input().read()).isEqualTo(round);
      }
    } finally {
      over.countDown();
    }
  }
}
