package io.kriterion.cri.stream;

import static io.kriterion.cri.stream.StreamFixture.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.fake.Fault;
import io.kriterion.cri.sandbox.SandboxId;
import io.kriterion.cri.v1.PortForwardRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class PortForwardTest {

  @TempDir private Path directory;
  private StreamFixture fixture;

  @BeforeEach
  void start() {
    fixture = new StreamFixture(directory, Duration.ofSeconds(20));
    fixture.program("port 7", (in, out, err) -> StreamFixture.copy(in, out));
    fixture.program(
        "port 13",
        (in, out, err) -> {
          out.write("late".getBytes(UTF_8));
          return 0;
        });
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  static PortForward forward(StreamFixture fixture, Transport transport) {
    return fixture.client.streams().portForward(new SandboxId("s1"), transport);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasWrittenBeforeClosingArrives(Transport transport) throws Exception {
    Talkative program = Talkative.allTheWhile();
    fixture.program("port 9", program);
    try (PortForward forward = forward(fixture, transport);
        ForwardedConnection connection = forward.connect(9)) {
      assertThat(program.hears(connection.output(), connection::close)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bytesGoBothWays(Transport transport) throws Exception {
    byte[] sent = new byte[3_000_000];
    new Random(3).nextBytes(sent);
    try (PortForward forward = forward(fixture, transport);
        ForwardedConnection connection = forward.connect(7)) {
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
      assertThat(connection.failure()).isEmpty();
    }
    PortForwardRequest request = (PortForwardRequest) fixture.server.runtime().requests.getLast();
    assertThat(request.getPodSandboxId()).isEqualTo("s1");
    assertThat(request.getPortList()).containsExactly(7);
  }

  @Test
  void spdyHeadersNameThePortAndTheRequest() throws Exception {
    try (PortForward forward = forward(fixture, Transport.SPDY);
        ForwardedConnection connection = forward.connect(13)) {
      assertThat(connection.input().readAllBytes()).asString().isEqualTo("late");
    }
    assertThat(fixture.streaming().forwardedStreams()).containsExactly("error 13 0", "data 13 0");
    assertThat(fixture.streaming().askedProtocols()).containsExactly("portforward.k8s.io");
  }

  @Test
  void endOfOutputIsHandedOnOverSpdy() throws Exception {
    try (PortForward forward = forward(fixture, Transport.SPDY);
        ForwardedConnection connection = forward.connect(7)) {
      connection.output().write("over".getBytes(UTF_8));
      connection.output().close();
      assertThat(connection.input().readAllBytes()).asString().isEqualTo("over");
    }
  }

  @Test
  void webSocketCannotEndTheOutputAndSaysSo() throws Exception {
    try (PortForward forward = forward(fixture, Transport.WEBSOCKET);
        ForwardedConnection connection = forward.connect(7)) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> connection.output().close());
      connection.output().write('x');
      assertThat(connection.input().read()).isEqualTo('x');
    }
  }

  @ParameterizedTest
  @EnumSource
  void programsEndIsTheEndOfTheInput(Transport transport) throws Exception {
    try (PortForward forward = forward(fixture, transport);
        ForwardedConnection connection = forward.connect(13)) {
      assertThat(connection.input().readAllBytes()).asString().isEqualTo("late");
      assertThat(connection.failure()).isEmpty();
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> connection.output().write(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyListeningIsAnErrorWithTheRuntimesWords(Transport transport) throws Exception {
    try (PortForward forward = forward(fixture, transport);
        ForwardedConnection connection = forward.connect(9)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> connection.input().read())
          .withMessage("PortForward: error forwarding port 9: connect: connection refused");
      assertThat(connection.failure())
          .contains("error forwarding port 9: connect: connection refused");
    }
  }

  @ParameterizedTest
  @EnumSource
  void brokenConnectionIsNoEnd(Transport transport) throws Exception {
    fixture.streaming().fault(Fault.CLOSE_MIDWAY);
    try (PortForward forward = forward(fixture, transport);
        ForwardedConnection connection = forward.connect(13)) {
      assertThat(connection.input().readNBytes(4)).asString().isEqualTo("late");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> connection.input().read())
          .withMessageStartingWith("PortForward: the connection broke");
    }
  }

  @ParameterizedTest
  @EnumSource
  void localPortLeadsIntoThePod(Transport transport) throws Exception {
    try (PortForward forward = forward(fixture, transport)) {
      ForwardedPort port = forward.listen(0, 7);
      for (int round = 0; round < 80; round++) {
        try (Socket socket = local(port)) {
          socket.getOutputStream().write("hello".getBytes(UTF_8));
          assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
        }
      }
      port.close();
      port.close();
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> local(port).close());
    }
  }

  private static Socket local(ForwardedPort port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.localPort());
    socket.setSoTimeout((int) SOON.toMillis());
    return socket;
  }

  @ParameterizedTest
  @EnumSource
  void programsEndIsHandedOnToTheLocalCaller(Transport transport) throws Exception {
    try (PortForward forward = forward(fixture, transport);
        ForwardedPort port = forward.listen(0, 13);
        Socket socket = local(port)) {
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("late");
    }
  }

  @ParameterizedTest
  @EnumSource
  void localCallerOfADeadPortIsReset(Transport transport) throws Exception {
    try (PortForward forward = forward(fixture, transport);
        ForwardedPort port = forward.listen(0, 9);
        Socket socket = local(port)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> socket.getInputStream().read())
          .withMessageContaining("reset");
    }
  }

  @Test
  void closingEndsPortsAndConnections() throws Exception {
    PortForward forward = forward(fixture, Transport.SPDY);
    try (forward;
        ForwardedConnection connection = forward.connect(7);
        ForwardedPort port = forward.listen(0, 7);
        Socket socket = local(port)) {
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
      forward.close();
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> connection.input().read());
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> socket.getInputStream().read());
      assertThatExceptionOfType(CriStreamException.class).isThrownBy(() -> forward.connect(7));
      assertThatExceptionOfType(CriStreamException.class).isThrownBy(() -> forward.listen(0, 7));
    }
  }

  @Test
  void portsAreChecked() {
    try (PortForward forward = forward(fixture, Transport.SPDY)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> forward.connect(0))
          .withMessage("port: 0 (expected: 1..65535)");
      assertThatIllegalArgumentException().isThrownBy(() -> forward.connect(65_536));
      assertThatIllegalArgumentException().isThrownBy(() -> forward.listen(-1, 80));
    }
  }
}
