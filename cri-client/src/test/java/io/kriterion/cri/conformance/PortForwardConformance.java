package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.lease.Container;
import io.kriterion.cri.lease.Sandbox;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.ForwardedConnection;
import io.kriterion.cri.stream.ForwardedPort;
import io.kriterion.cri.stream.PortForward;
import io.kriterion.cri.stream.Streams;
import io.kriterion.cri.stream.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Port-forward over both transports. */
@SuppressWarnings("NullAway.Init") // set before all tests
public abstract class PortForwardConformance extends SharedPodConformance {

  private static final int MIB = 1 << 20;

  private Container parked;

  @BeforeAll
  final void park() {
    parked = parked(shared());
  }

  private Streams streams() {
    return runtime().client().streams();
  }

  @ParameterizedTest
  @EnumSource
  void portsAreForwarded(Transport transport) throws Exception {
    needs(Trait.PORT_FORWARD);
    int port = transport == Transport.SPDY ? 4011 : 4012;
    byte[] sent = new byte[3 * MIB];
    new Random(2).nextBytes(sent);
    ExecSpec serve = Probe.exec(transport, "serve", "" + port, "echo");
    try (ExecSession server = parked.exec(serve);
        PortForward forward = streams().portForward(shared().id(), transport)) {
      assertThat(server.stdout().readNBytes(10)).asString().isEqualTo("listening\n");
      try (ForwardedConnection connection = forward.connect(port)) {
        Thread writer = beside(() -> connection.output().write(sent));
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
    needs(Trait.PORT_FORWARD);
    try (PortForward forward = streams().portForward(shared().id(), transport);
        ForwardedConnection connection = forward.connect(4999)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> connection.input().read())
          .withMessageContaining("connection refused");
      assertThat(connection.failure()).get().asString().contains("connection refused");
    }
  }

  @ParameterizedTest
  @EnumSource
  void podOnTheNodesNetworkLeadsToTheNodesPorts(Transport transport) throws Exception {
    needs(Trait.PORT_FORWARD);
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Sandbox onNode = runtime().client().runSandbox(pod().unsafeNodeNetwork().build());
        PortForward forward = streams().portForward(onNode.id(), transport);
        ForwardedConnection connection = forward.connect(listener.getLocalPort())) {
      listener.setSoTimeout((int) SOON.toMillis());
      try (Socket socket = listener.accept()) {
        socket.getOutputStream().write("hello".getBytes(UTF_8));
        assertThat(connection.input().readNBytes(5)).asString().isEqualTo("hello");
      }
    }
  }
}
