package io.kriterion.it.cri;

import static io.kriterion.it.cri.StreamNode.SOON;
import static io.kriterion.it.cri.StreamNode.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.stream.AttachSession;
import io.kriterion.cri.stream.AttachSpec;
import io.kriterion.cri.stream.AttachStatus;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.ExecStatus;
import io.kriterion.cri.stream.ForwardedConnection;
import io.kriterion.cri.stream.ForwardedPort;
import io.kriterion.cri.stream.PortForward;
import io.kriterion.cri.stream.StreamSession;
import io.kriterion.cri.stream.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exec, attach and port-forward, and the traps of the stream server, on a real containerd. */
@Tag("integration")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("NullAway.Init") // set before all tests
class StreamsTest {

  private static final int MIB = 1 << 20;

  @TempDir private static Path directory;
  private static StreamNode node;
  private static ContainerId parked;

  @BeforeAll
  static void start() throws Exception {
    node = StreamNode.start(directory);
    parked = node.parked();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** What {@code pattern} of the program writes. */
  private static byte[] pattern(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      int at = i % 65_536;
      bytes[i] = (byte) (at * 7 + at / 256);
    }
    return bytes;
  }

  private static Thread write(StreamSession session, byte[] bytes) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            session.stdin().write(bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void outputIsCompleteAHundredTimes(Transport transport) throws Exception {
    byte[] expected = pattern(300_000);
    for (int round = 0; round < 100; round++) {
      try (ExecSession session = node.exec(parked, spec(transport, "pattern", "300000"))) {
        assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
        assertThat(session.stdout().readAllBytes()).as("round " + round).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void exitCodesArrive(Transport transport) throws Exception {
    for (int code : new int[] {0, 1, 43, 255}) {
      try (ExecSession session = node.exec(parked, spec(transport, "exit", "" + code))) {
        assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(code));
      }
    }
  }

  @Test
  void endOfInputReachesTheProgramOverSpdy() throws Exception {
    byte[] sent = new byte[5 * MIB];
    new Random(1).nextBytes(sent);
    ExecSpec cat = spec(Transport.SPDY, "cat").withStdin(true);
    try (ExecSession session = node.exec(parked, cat)) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try (var stdin = session.stdin()) {
                  stdin.write(sent);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThat(session.stdout().readAllBytes()).isEqualTo(sent);
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
      assertThat(writer.join(SOON)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void terminalFollowsTheCallersSize(Transport transport) throws Exception {
    ExecSpec size = spec(transport, "size").withTty(true).withStdin(true);
    try (ExecSession session = node.exec(parked, size);
        BufferedReader lines = new BufferedReader(new InputStreamReader(session.stdout(), UTF_8))) {
      assertThat(lines.readLine()).isNotNull();
      session.resize(132, 50);
      assertThat(lines.lines().anyMatch("132 x 50"::equals)).isTrue();
      session.resize(80, 24);
      assertThat(lines.lines().anyMatch("80 x 24"::equals)).isTrue();
      session.stdin().write("q\n".getBytes(UTF_8));
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void webSocketTerminalWithoutStdinLosesNoOutput(Transport transport) throws Exception {
    byte[] expected = pattern(5);
    ExecSpec terminal = spec(transport, "pattern", "5").withTty(true);
    for (int round = 0; round < 50; round++) {
      try (ExecSession session = node.exec(parked, terminal)) {
        assertThat(session.stdout().readAllBytes()).as("round " + round).isEqualTo(expected);
        assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void failedStartIsToldWithTheShellsCode(Transport transport) throws Exception {
    ExecSpec missing = ExecSpec.of(List.of("/nope")).withTransport(transport);
    try (ExecSession session = node.exec(parked, missing)) {
      assertThat(session.await(SOON))
          .isInstanceOfSatisfying(
              ExecStatus.Failed.class,
              failed -> assertThat(failed.shellCode()).as(failed.message()).hasValue(127));
    }
    ExecSpec directory = ExecSpec.of(List.of("/proc")).withTransport(transport);
    try (ExecSession session = node.exec(parked, directory)) {
      assertThat(session.await(SOON))
          .isInstanceOfSatisfying(
              ExecStatus.Failed.class,
              failed -> assertThat(failed.shellCode()).as(failed.message()).hasValue(126));
    }
  }

  @ParameterizedTest
  @EnumSource
  void unreadStdinKeepsTheExecForEver_closeIsTheWayOut(Transport transport) throws Exception {
    ExecSpec deaf = spec(transport, "deaf").withStdin(true);
    try (ExecSession session = node.exec(parked, deaf)) {
      write(session, new byte[MIB]).setUncaughtExceptionHandler((thread, e) -> {});
      assertThat(session.stdout().readNBytes(5)).asString().isEqualTo("done\n");
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> session.await(Duration.ofSeconds(1)));
    }
    // and the container is as good as before
    try (ExecSession session = node.exec(parked, spec(transport, "exit", "4"))) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(4));
    }
  }

  @ParameterizedTest
  @EnumSource
  void backgroundChildHoldsTheOutputs_theStatusComesWhenItEnds(Transport transport)
      throws Exception {
    try (ExecSession session = node.exec(parked, spec(transport, "child", "2"))) {
      assertThat(session.stdout().readNBytes(7)).asString().isEqualTo("parent\n");
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> session.await(Duration.ofMillis(500)));
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(3));
    }
  }

  @Test
  void stdinThatIsStillSentAtTheEndCostsNoOutputOverSpdy() throws Exception {
    byte[] expected = pattern(100_000);
    ExecSpec hasty = spec(Transport.SPDY, "gate", "100000").withStdin(true);
    for (int round = 0; round < 30; round++) {
      try (ExecSession session = node.exec(parked, hasty)) {
        session.stdin().write(new byte[100_000]);
        assertThat(session.await(SOON)).as("round " + round).isEqualTo(new ExecStatus.Exited(0));
        assertThat(session.stdout().readAllBytes()).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void disconnectDoesNotKillTheProcess(Transport transport) throws Exception {
    int port = transport == Transport.SPDY ? 4001 : 4002;
    ExecSpec serve = spec(transport, "serve", "" + port, "hello");
    try (ExecSession session = node.exec(parked, serve)) {
      assertThat(session.stdout().readNBytes(10)).asString().isEqualTo("listening\n");
    }
    try (PortForward forward = node.client.streams().portForward(node.sandbox, transport);
        ForwardedConnection connection = forward.connect(port)) {
      assertThat(connection.input().readAllBytes()).asString().isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @EnumSource
  void addressIsGoodOnce(Transport transport) throws Exception {
    ExecSpec exit = spec(transport, "exit", "0");
    URI address = node.client.runtime().execUrl(parked, exit);
    try (ExecSession session = node.client.streams().execAt(address, exit)) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
    }
    assertThatExceptionOfType(CriStreamException.class)
        .isThrownBy(() -> node.client.streams().execAt(address, exit).close())
        .matches(e -> e.code() == CriStreamCode.ADDRESS_EXPIRED, "expired");
  }

  @ParameterizedTest
  @EnumSource
  void attachBringsAllOutputOfAProcessThatWaitsUntilItHasArrived(Transport transport)
      throws Exception {
    byte[] expected = pattern(1_000_000);
    ContainerId container = node.container(true, false, "acknowledged", "1000000");
    AttachSpec both = AttachSpec.outputs().withStdin(true).withTransport(transport);
    try (AttachSession session = node.client.streams().attach(container, both)) {
      session.stdin().write('x');
      assertThat(session.stdout().readNBytes(expected.length)).isEqualTo(expected);
      session.stdin().write('x');
      assertThat(session.stdout().read()).isEqualTo(-1);
      assertThat(session.await(SOON)).isEqualTo(new AttachStatus.Ended());
    }
  }

  @ParameterizedTest
  @EnumSource
  void watchingAContainerWithStdinLeavesItsStdinAlone(Transport transport) throws Exception {
    ContainerId container = node.container(true, false, "cat");
    AttachSpec watch = AttachSpec.outputs().withTransport(transport);
    try (AttachSession watching = node.client.streams().attach(container, watch)) {
      try (AttachSession typing = node.client.streams().attach(container, watch.withStdin(true))) {
        typing.stdin().write("one".getBytes(UTF_8));
        assertThat(watching.stdout().readNBytes(3)).asString().isEqualTo("one");
      }
      try (AttachSession typing = node.client.streams().attach(container, watch.withStdin(true))) {
        typing.stdin().write("two".getBytes(UTF_8));
        assertThat(watching.stdout().readNBytes(3)).asString().isEqualTo("two");
      }
    }
    try (AttachSession later = node.client.streams().attach(container, watch.withStdin(true))) {
      later.stdin().write("three".getBytes(UTF_8));
      assertThat(later.stdout().readNBytes(5)).asString().isEqualTo("three");
    }
  }

  @ParameterizedTest
  @EnumSource
  void detachKeysLeaveATerminalAndTheProcessGoesOn(Transport transport) throws Exception {
    ContainerId container = node.container(true, true, "size");
    AttachSpec terminal =
        AttachSpec.outputs().withStdin(true).withTty(true).withTransport(transport);
    for (int round = 1; round <= 2; round++) {
      try (AttachSession session = node.client.streams().attach(container, terminal);
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(session.stdout(), UTF_8))) {
        session.resize(100 + round, 40);
        // containerd takes the size before it connects the output; the input comes after both
        session.stdin().write('\n');
        assertThat(lines.lines().anyMatch(((100 + round) + " x 40")::equals)).isTrue();
        session.stdin().write(new byte[] {0x10, 0x11});
        assertThat(session.await(SOON)).isEqualTo(new AttachStatus.Detached());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void portsAreForwarded(Transport transport) throws Exception {
    int port = transport == Transport.SPDY ? 4011 : 4012;
    byte[] sent = new byte[3 * MIB];
    new Random(2).nextBytes(sent);
    ExecSpec serve = spec(transport, "serve", "" + port, "echo");
    try (ExecSession server = node.exec(parked, serve);
        PortForward forward = node.client.streams().portForward(node.sandbox, transport)) {
      assertThat(server.stdout().readNBytes(10)).asString().isEqualTo("listening\n");
      try (ForwardedConnection connection = forward.connect(port)) {
        Thread writer =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    connection.output().write(sent);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
        assertThat(connection.input().readNBytes(sent.length)).isEqualTo(sent);
        assertThat(writer.join(SOON)).isTrue();
      }
      try (ForwardedPort local = forward.listen(0, port)) {
        for (int round = 0; round < 10; round++) {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), local.localPort())) {
            socket.getOutputStream().write("ping".getBytes(UTF_8));
            assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("ping");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void portWhereNobodyListensIsAnErrorWithTheRuntimesWords(Transport transport) throws Exception {
    try (PortForward forward = node.client.streams().portForward(node.sandbox, transport);
        ForwardedConnection connection = forward.connect(4999)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> connection.input().read())
          .withMessageContaining("connection refused");
      assertThat(connection.failure()).get().asString().contains("connection refused");
    }
  }
}
