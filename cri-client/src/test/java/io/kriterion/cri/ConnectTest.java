package io.kriterion.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.kriterion.cri.error.CriConnectionException;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.runtime.RuntimeVersion;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConnectTest {

  /** Far below the default connect timeout of 10 s. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  @TempDir private Path directory;
  private Path socket = Path.of("/nonexistent");

  @BeforeEach
  void nameSocket() {
    socket = directory.resolve("cri.sock");
  }

  @Test
  void saysWhoAnswered() {
    try (FakeCriServer server = FakeCriServer.start(socket);
        CriClient client = CriClient.connect(server.socket())) {
      assertThat(client.version()).isEqualTo(new RuntimeVersion("fake", "1.2.3", "v1"));
    }
  }

  @Test
  void closingTwiceIsClosingOnce() {
    try (FakeCriServer server = FakeCriServer.start(socket)) {
      CriClient client = CriClient.connect(server.socket());
      client.close();
      client.close();
      assertThatExceptionOfType(CriException.class)
          .isThrownBy(() -> client.runtime().version())
          .withMessageStartingWith("Version: ");
    }
  }

  @Test
  void missingSocketIsToldAtOnce() {
    assertFailsAtOnce("connect: there is no socket at " + socket + " (start containerd, or");
  }

  @Test
  void plainFileIsToldAtOnce() throws IOException {
    Files.writeString(socket, "no socket");
    assertFailsAtOnce("connect: " + socket + " is no socket (give the path of containerd's");
  }

  @Test
  void directoryIsToldAtOnce() throws IOException {
    Files.createDirectory(socket);
    assertFailsAtOnce("connect: " + socket + " is no socket (give the path of containerd's");
  }

  @Test
  void socketThatNobodyListensOnIsToldAtOnce() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
    }
    assertFailsAtOnce("connect: nobody listens on " + socket + " (start containerd; the file may");
  }

  @Test
  void runtimeWithoutCriIsToldAtOnce() {
    try (FakeCriServer server = FakeCriServer.startWithoutCri(socket)) {
      assertThat(server.socket()).exists();
      assertFailsAtOnce(
          "connect: " + socket + " answers, but has no CRI v1 (remove \"cri\" from disabled_plug");
    }
  }

  @Test
  void somethingThatIsNoGrpcIsToldAtOnce() throws Exception {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual().start(() -> greetAll(listener));
      assertFailsAtOnce("connect: " + socket + " answers, but not as a container runtime does");
    }
  }

  private static void greetAll(ServerSocketChannel listener) {
    while (listener.isOpen()) {
      try (SocketChannel channel = listener.accept()) {
        channel.write(
            ByteBuffer.wrap("220 mail ready\r\n".repeat(9).getBytes(StandardCharsets.UTF_8)));
      } catch (IOException e) {
        // this one did not want to be greeted
      }
    }
  }

  @Test
  void silenceEndsAtTheConnectTimeout() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      assertFails(
          CriClientOptions.of(socket).withConnectTimeout(Duration.ofMillis(300)),
          "connect: " + socket + " takes connections, but did not say its version within 300 ms");
    }
  }

  @Test
  void otherFailureKeepsTheRuntimesWords() {
    try (FakeCriServer server = FakeCriServer.start(socket)) {
      server.fail("Version", Status.UNKNOWN.withDescription("the disk is full"));
      assertFailsAtOnce("connect: " + socket + ": Version: the disk is full");
    }
  }

  @Test
  void waitsForTheSocketIfAsked() throws Exception {
    CriClientOptions options =
        CriClientOptions.of(socket)
            .withWaitForSocket(true)
            .withConnectTimeout(Duration.ofSeconds(30));
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch connected = new CountDownLatch(1);
    Thread client =
        Thread.ofVirtual()
            .start(() -> {
              waiting.countDown();
              CriClient.connect(options).close();
              connected.countDown();
            });
    waiting.await();
    assertThat(client.join(Duration.ofMillis(100))).isFalse();
    try (FakeCriServer server = FakeCriServer.start(socket)) {
      assertThat(client.join(Duration.ofSeconds(30))).isTrue();
      assertThat(connected.getCount()).isZero();
      assertThat(server.socket()).exists();
    }
  }

  @Test
  void waitingForTheSocketEndsAtTheConnectTimeout() {
    assertFails(
        CriClientOptions.of(socket)
            .withWaitForSocket(true)
            .withConnectTimeout(Duration.ofMillis(100)),
        "connect: there is no socket at " + socket);
  }

  @Test
  void interruptEndsTheWaitForTheSocket() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread client =
        Thread.ofVirtual()
            .start(() -> {
              try {
                CriClient.connect(CriClientOptions.of(socket).withWaitForSocket(true)).close();
              } catch (CriConnectionException e) {
                if (Thread.currentThread().isInterrupted()) {
                  interrupted.countDown();
                }
              }
            });
    client.interrupt();
    assertThat(client.join(AT_ONCE)).isTrue();
    assertThat(interrupted.getCount()).isZero();
  }

  private void assertFailsAtOnce(String message) {
    long start = System.nanoTime();
    assertFails(CriClientOptions.of(socket), message);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
  }

  private static void assertFails(CriClientOptions options, String message) {
    assertThatExceptionOfType(CriConnectionException.class)
        .isThrownBy(() -> CriClient.connect(options).close())
        .withMessageStartingWith(message)
        .matches(e -> e.retrySafe(), "retry safe")
        .matches(e -> e.getMessage() != null && !e.getMessage().contains("\n"), "one line");
  }
}
