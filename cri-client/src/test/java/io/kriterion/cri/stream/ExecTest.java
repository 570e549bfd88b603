package io.kriterion.cri.stream;

import static io.kriterion.cri.stream.StreamFixture.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kriterion.cri.fake.Soon;
import io.kriterion.cri.v1.ExecRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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

@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class ExecTest {

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

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void outputsAndExitCodeArrive(Transport transport) throws Exception {
    try (ExecSession session = fixture.exec(fixture.spec("greet", transport))) {
      assertThat(session.stdout().readAllBytes()).asString().isEqualTo("hello\n");
      assertThat(session.stderr().readAllBytes()).asString().isEqualTo("oops\n");
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(3));
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(3));
      assertThat(session.stdout().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void commandThatDoesNotExistIsAFailureAndNoExitCode(Transport transport) throws Exception {
    try (ExecSession session = fixture.exec(fixture.spec("nope", transport))) {
      assertThat(session.await(SOON))
          .isEqualTo(new ExecStatus.Failed("exec: \"nope\": executable file not found in $PATH"));
      assertThat(session.stdout().read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void statusDoesNotWaitForAReaderWhereTheOutputFits(Transport transport) throws Exception {
    byte[] output = random(900_000);
    fixture.program(
        "print",
        (in, out, err) -> {
          out.write(output);
          return 0;
        });
    try (ExecSession session = fixture.exec(fixture.spec("print", transport))) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
      assertThat(session.stdout().readAllBytes()).isEqualTo(output);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tenMegabytesOfEverySizeArriveByteForByte(Transport transport) throws Exception {
    byte[] output = random(10 * MIB);
    fixture.program(
        "print",
        (in, out, err) -> {
          Random sizes = new Random(7);
          for (int at = 0; at < output.length; ) {
            int count = Math.min(output.length - at, 1 + sizes.nextInt(60_000));
            out.write(output, at, count);
            at += count;
          }
          return 0;
        });
    try (ExecSession session = fixture.exec(fixture.spec("print", transport))) {
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      byte[] chunk = new byte[1013];
      for (int n; (n = session.stdout().read(chunk)) > 0; ) {
        received.write(chunk, 0, n);
      }
      assertThat(received.toByteArray()).isEqualTo(output);
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void outputThatNobodyReadsStopsTheProgram(Transport transport) throws Exception {
    int size = 64 * MIB;
    fixture.program("print", (in, out, err) -> print(out, size));
    try (ExecSession session = fixture.exec(fixture.spec("print", transport))) {
      assertThat(session.stdout().read()).isZero();
      Soon.until(((OutputBuffer) session.stdout())::full);
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> session.await(Duration.ofSeconds(1)));
      // what the kernel's socket buffers hold comes on top of ours
      assertThat(fixture.streaming().written()).isLessThan(size / 4);
      assertThat(session.stdout().available()).isBetween(MIB / 2, 2 * MIB);
      assertThat(session.stdout().readAllBytes()).hasSize(size - 1);
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
    }
  }

  private static int print(OutputStream out, int size) throws IOException {
    byte[] chunk = new byte[32 << 10];
    for (int at = 0; at < size; at += chunk.length) {
      out.write(chunk);
    }
    return 0;
  }

  @ParameterizedTest
  @EnumSource
  void outputThatIsNotWantedIsDiscarded(Transport transport) throws Exception {
    fixture.program("print", (in, out, err) -> print(out, 16 * MIB));
    try (ExecSession session = fixture.exec(fixture.spec("print", transport))) {
      session.stdout().close();
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> session.stdout().read());
    }
  }

  @Test
  void endOfInputReachesTheProgramOverSpdy() throws Exception {
    byte[] input = random(5 * MIB);
    try (ExecSession session = fixture.exec(fixture.spec("cat", Transport.SPDY).withStdin(true))) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try (OutputStream stdin = session.stdin()) {
                  stdin.write(input);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThat(session.stdout().readAllBytes()).isEqualTo(input);
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
      assertThat(writer.join(SOON)).isTrue();
      session.stdin().close();
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> session.stdin().write(1));
    }
  }

  @Test
  void webSocketHasNoEndOfInputAndSaysSo() throws Exception {
    fixture.program(
        "readFive",
        (in, out, err) -> {
          out.write(in.readNBytes(5));
          return 0;
        });
    ExecSpec spec = fixture.spec("readFive", Transport.WEBSOCKET).withStdin(true);
    try (ExecSession session = fixture.exec(spec)) {
      OutputStream stdin = session.stdin();
      stdin.write("he".getBytes(UTF_8));
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(stdin::close)
          .withMessageContaining("use Transport.SPDY");
      stdin.write("llo".getBytes(UTF_8));
      assertThat(session.stdout().readAllBytes()).asString().isEqualTo("hello");
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
      stdin.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void inputThatNobodyReadsStopsTheWriter(Transport transport) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    fixture.program("deaf", (in, out, err) -> await(over));
    AtomicReference<IOException> thrown = new AtomicReference<>();
    ExecSession session = fixture.exec(fixture.spec("deaf", transport).withStdin(true));
    try (session) {
      OutputStream stdin = session.stdin();
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  stdin.write(new byte[64 * MIB]);
                } catch (IOException e) {
                  thrown.set(e);
                }
              });
      assertThat(writer.join(Duration.ofSeconds(1))).as("ended with %s", thrown).isFalse();
      session.close();
      assertThat(writer.join(SOON)).isTrue();
      assertThat(thrown.get()).isNotNull();
    } finally {
      over.countDown();
    }
  }

  private static int await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsAReadAndStaysSet(Transport transport) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    fixture.program("mute", (in, out, err) -> await(over));
    AtomicReference<String> seen = new AtomicReference<>("");
    try (ExecSession session = fixture.exec(fixture.spec("mute", transport))) {
      InputStream stdout = session.stdout();
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  stdout.read();
                } catch (IOException e) {
                  seen.set(
                      e.getClass().getSimpleName() + " " + Thread.currentThread().isInterrupted());
                }
              });
      reader.interrupt();
      assertThat(reader.join(SOON)).isTrue();
      assertThat(seen).hasValue("InterruptedIOException true");
    } finally {
      over.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingWakesAReader(Transport transport) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    fixture.program("mute", (in, out, err) -> await(over));
    AtomicReference<IOException> thrown = new AtomicReference<>();
    ExecSession session = fixture.exec(fixture.spec("mute", transport));
    try (session) {
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  session.stderr().read();
                } catch (IOException e) {
                  thrown.set(e);
                }
              });
      assertThat(reader.join(Duration.ofMillis(50))).isFalse();
      session.close();
      assertThat(reader.join(SOON)).isTrue();
      assertThat(thrown.get()).hasMessage("the stream is closed");
    } finally {
      over.countDown();
    }
  }

  @Test
  void exactlyTheStreamsOfTheRequestAreOpened() throws Exception {
    ExecSpec spec = fixture.spec("exit43", Transport.SPDY);
    for (ExecSpec each :
        List.of(
            spec, spec.withStdin(true), spec.withTty(true), spec.withStdin(true).withTty(true))) {
      try (ExecSession session = fixture.exec(each)) {
        assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(43));
      }
    }
    assertThat(fixture.streaming().openedStreams())
        .containsExactly(
            List.of("error", "stdout", "stderr"),
            List.of("error", "stdin", "stdout", "stderr"),
            List.of("error", "stdout", "resize"),
            List.of("error", "stdin", "stdout", "resize"));
  }

  @Test
  void terminalHasNoErrorOutput() throws Exception {
    try (ExecSession session =
        fixture.exec(fixture.spec("exit43", Transport.WEBSOCKET).withTty(true))) {
      assertThat(session.stderr().read()).isEqualTo(-1);
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(43));
    }
    assertThat(lastRequest().getStderr()).isFalse();
    assertThat(lastRequest().getTty()).isTrue();
  }

  @Test
  void webSocketAlwaysAsksForAnInput() throws Exception {
    for (Transport transport : Transport.values()) {
      try (ExecSession session = fixture.exec(fixture.spec("exit43", transport))) {
        assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(43));
        assertThatIllegalStateException()
            .isThrownBy(session::stdin)
            .withMessageContaining("ExecSpec.withStdin");
      }
      assertThat(lastRequest().getStdin()).isEqualTo(transport == Transport.WEBSOCKET);
      assertThat(lastRequest().getStdout()).isTrue();
      assertThat(lastRequest().getStderr()).isTrue();
    }
  }

  private ExecRequest lastRequest() {
    return (ExecRequest) fixture.server.runtime().requests.getLast();
  }
}
