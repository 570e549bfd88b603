package io.kriterion.it.cri;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.kriterion.cri.CriClient;
import io.kriterion.cri.error.CriException;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecStatus;
import io.kriterion.cri.stream.Transport;
import io.kriterion.it.cri.TestContainer.Done;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.Handlers;
import io.kriterion.it.node.OnEveryHandler;
import io.kriterion.it.node.TestNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.provider.Arguments;

/** Streaming Exec: every byte, the status, the end of input, a slow reader, a killed process. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class ExecTest {

  private static final String NUMBERS =
      IntStream.rangeClosed(1, 20_000).mapToObj(i -> i + "\n").collect(Collectors.joining());

  private static @Nullable TestNode node;
  private static @Nullable CriClient client;

  @BeforeAll
  static void start() throws InterruptedException {
    TestNode started = TestNode.start("base");
    node = started;
    client = CriClient.connect(started.containerd().socket());
    // containerd's directory for pods of the plain cgroup parent, /k8s.io, comes with the first
    for (String handler : Handlers.conforming().toList()) {
      container(handler).close();
    }
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (node != null) {
      node.close();
    }
  }

  static Stream<Arguments> handlersAndTransports() {
    return Handlers.conforming()
        .flatMap(handler ->
            Stream.of(Transport.values()).map(transport -> Arguments.of(handler, transport)));
  }

  private static TestContainer container(String handler) {
    if (client == null) {
      throw new AssertionError("not connected");
    }
    return TestContainer.start(client, handler);
  }

  @OnEveryHandlerAndTransport
  void outputsAndStatusArrive(String handler, Transport transport) throws InterruptedException {
    try (TestContainer container = container(handler)) {
      Done done = container.run(transport, "sh", "-c", "echo out; echo err >&2; exit 43");
      assertThat(done.stdout()).asString(UTF_8).isEqualTo("out\n");
      assertThat(done.stderr()).asString(UTF_8).isEqualTo("err\n");
      assertThat(done.status()).isEqualTo(new ExecStatus.Exited(43));
      assertThat(container.run(transport, "true").status()).isEqualTo(new ExecStatus.Exited(0));
    }
  }

  @OnEveryHandlerAndTransport
  void endBySignalIsACode(String handler, Transport transport) throws InterruptedException {
    try (TestContainer container = container(handler)) {
      assertThat(container.run(transport, "sh", "-c", "kill -9 $$").status())
          .isEqualTo(new ExecStatus.Exited(137));
    }
  }

  @OnEveryHandlerAndTransport
  void commandThatIsNotThereFailsInWords(String handler, Transport transport)
      throws InterruptedException {
    try (TestContainer container = container(handler)) {
      Done done = container.run(transport, "no-such-command");
      assertThat(done.status())
          .isInstanceOfSatisfying(
              ExecStatus.Failed.class,
              failed -> assertThat(failed.message()).contains("no-such-command"));
    }
  }

  @OnEveryHandlerAndTransport
  void noLineIsLostInFiftyRuns(String handler, Transport transport) throws InterruptedException {
    try (TestContainer container = container(handler)) {
      for (int run = 0; run < 50; run++) {
        Done done = container.run(transport, "seq", "1", "20000");
        assertThat(done.status()).isEqualTo(new ExecStatus.Exited(0));
        assertThat(new String(done.stdout(), UTF_8).equals(NUMBERS)).as("run %d", run).isTrue();
      }
    }
  }

  @OnEveryHandler
  void tenMebibytesPassBothWaysByteForByte(String handler) throws InterruptedException {
    byte[] bytes = new byte[10 << 20];
    new Random(7).nextBytes(bytes);
    try (TestContainer container = container(handler)) {
      Done done = container.run(bytes, "cat");
      assertThat(done.status()).isEqualTo(new ExecStatus.Exited(0));
      assertThat(done.stdout()).isEqualTo(bytes);
    }
  }

  @OnEveryHandler
  void endOfInputReachesTheProcess(String handler) throws InterruptedException {
    try (TestContainer container = container(handler)) {
      Done done = container.run("one\ntwo\n".getBytes(UTF_8), "sh", "-c", "wc -l; echo after");
      assertThat(done.stdout()).asString(UTF_8).isEqualTo("2\nafter\n");
    }
  }

  @OnEveryHandlerAndTransport
  void inputReachesTheProcessWhileItRuns(String handler, Transport transport)
      throws InterruptedException, IOException {
    try (TestContainer container = container(handler);
        ExecSession session =
            container.open(transport, true, "sh", "-c", "read a; echo got $a; read b; exit $b")) {
      BufferedReader lines = new BufferedReader(new InputStreamReader(session.stdout(), UTF_8));
      OutputStream stdin = session.stdin();
      stdin.write("first\n".getBytes(UTF_8));
      stdin.flush();
      assertThat(lines.readLine()).isEqualTo("got first");
      stdin.write("5\n".getBytes(UTF_8));
      stdin.flush();
      assertThat(TestContainer.finish(session).status()).isEqualTo(new ExecStatus.Exited(5));
    }
  }

  /** The reader takes ten times as long as the writer would: nothing is dropped, all is bounded. */
  @OnEveryHandlerAndTransport
  void slowReaderGetsEverything(String handler, Transport transport)
      throws InterruptedException, IOException, TimeoutException {
    int size = 10_000_000;
    try (TestContainer container = container(handler);
        ExecSession session =
            container.open(transport, false, "sh", "-c", "yes | head -c " + size + "; exit 9")) {
      byte[] buffer = new byte[64 << 10];
      long total = 0;
      InputStream stdout = session.stdout();
      for (int read = stdout.read(buffer); read >= 0; read = stdout.read(buffer)) {
        for (int i = 0; i < read; i++) {
          assertThat(buffer[i] == ((total + i) % 2 == 0 ? 'y' : '\n')).isTrue();
        }
        total += read;
        LockSupport.parkNanos(Duration.ofMillis(3).toNanos());
      }
      assertThat(total).isEqualTo(size);
      assertThat(session.await(TestContainer.PATIENCE)).isEqualTo(new ExecStatus.Exited(9));
    }
  }

  @OnEveryHandlerAndTransport
  void killedContainerEndsTheSession(String handler, Transport transport)
      throws InterruptedException, IOException {
    assumeThat(client).isNotNull();
    try (TestContainer container = container(handler);
        ExecSession session = container.open(transport, false, "yes")) {
      assertThat(session.stdout().read()).isEqualTo('y');
      if (client != null) {
        client.runtime().stopContainer(container.id(), Duration.ZERO);
      }
      assertThat(TestContainer.finish(session).status()).isEqualTo(new ExecStatus.Exited(137));
      assertThatThrownBy(() -> container.run(transport, "true")).isInstanceOf(CriException.class);
    }
  }
}
