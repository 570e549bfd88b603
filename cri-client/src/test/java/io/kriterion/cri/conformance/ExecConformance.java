package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.cri.error.CriException;
import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.stream.ExecSession;
import io.kriterion.cri.stream.ExecSpec;
import io.kriterion.cri.stream.ExecStatus;
import io.kriterion.cri.stream.Streams;
import io.kriterion.cri.stream.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streaming Exec over both transports: every byte, the status, the input, and the traps of the
 * stream server.
 */
@SuppressWarnings("NullAway.Init") // set before all tests
public abstract class ExecConformance extends SharedPodConformance {

  private static final int MIB = 1 << 20;
  private static final int ECONNREFUSED = 111;

  private Container parked;

  @BeforeAll
  final void park() {
    parked = parked(shared());
  }

  private ExecSession exec(ExecSpec spec) {
    return parked.exec(spec);
  }

  @ParameterizedTest
  @EnumSource
  void outputIsCompleteAHundredTimes(Transport transport) throws Exception {
    byte[] expected = Probe.pattern(300_000);
    for (int round = 0; round < 100; round++) {
      try (ExecSession session = exec(Probe.exec(transport, "pattern", "300000"))) {
        assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
        assertThat(session.stdout().readAllBytes()).as("round " + round).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void exitCodesArrive(Transport transport) throws Exception {
    for (int code : new int[] {0, 1, 43, 255}) {
      try (ExecSession session = exec(Probe.exec(transport, "exit", "" + code))) {
        assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(code));
      }
    }
  }

  @Test
  void endOfInputReachesTheProgramOverSpdy() throws Exception {
    byte[] sent = new byte[10 * MIB];
    new Random(1).nextBytes(sent);
    try (ExecSession session = exec(Probe.exec(Transport.SPDY, "cat").withStdin(true))) {
      Thread writer =
          beside(() -> {
            try (var stdin = session.stdin()) {
              stdin.write(sent);
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
    needs(Trait.TERMINAL_SIZE);
    ExecSpec size = Probe.exec(transport, "size").withTty(true).withStdin(true);
    try (ExecSession session = exec(size);
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
    byte[] expected = Probe.pattern(5);
    ExecSpec terminal = Probe.exec(transport, "pattern", "5").withTty(true);
    for (int round = 0; round < 50; round++) {
      try (ExecSession session = exec(terminal)) {
        assertThat(session.stdout().readAllBytes()).as("round " + round).isEqualTo(expected);
        assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void failedStartIsToldWithTheShellsCode(Transport transport) throws Exception {
    try (ExecSession session = exec(ExecSpec.of(List.of("/nope")).withTransport(transport))) {
      assertThat(session.await(SOON))
          .isInstanceOfSatisfying(
              ExecStatus.Failed.class,
              failed -> assertThat(failed.shellCode()).as(failed.message()).hasValue(127));
    }
  }

  @ParameterizedTest
  @EnumSource
  void startOfADirectoryIsToldWithTheShellsCode(Transport transport) throws Exception {
    needs(Trait.REAL_PROCESSES);
    ExecSpec directory = ExecSpec.of(List.of("/proc")).withTransport(transport);
    try (ExecSession session = exec(directory)) {
      assertThat(session.await(SOON))
          .isInstanceOfSatisfying(
              ExecStatus.Failed.class,
              failed -> assertThat(failed.shellCode()).as(failed.message()).hasValue(126));
    }
  }

  @ParameterizedTest
  @EnumSource
  void unreadStdinKeepsTheExecForEver_closeIsTheWayOut(Transport transport) throws Exception {
    needs(Trait.UNREAD_INPUT_HANGS);
    String port = port();
    try (ExecSession session = exec(Probe.exec(transport, "deaf", port).withStdin(true))) {
      assertThat(session.stdout().readNBytes(10)).asString().isEqualTo("listening\n");
      // more than the pipes hold, and then more than the connection may take
      session.stdin().write(new byte[MIB / 4]);
      beside(() -> session.stdin().write(new byte[MIB]))
          .setUncaughtExceptionHandler((thread, e) -> {});
      assertThat(code(parked, "connect", port)).isZero();
      assertThat(session.stdout().readNBytes(5)).asString().isEqualTo("done\n");
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> session.await(Duration.ofSeconds(1)));
    }
    // and the container is as good as before
    try (ExecSession session = exec(Probe.exec(transport, "exit", "4"))) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(4));
    }
  }

  @ParameterizedTest
  @EnumSource
  void backgroundChildHoldsTheOutputs_theStatusComesWhenItEnds(Transport transport)
      throws Exception {
    needs(Trait.REAL_PROCESSES);
    String port = port();
    try (ExecSession session = exec(Probe.exec(transport, "child", port))) {
      assertThat(session.stdout().readNBytes(10)).asString().isEqualTo("listening\n");
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> session.await(Duration.ofMillis(500)));
      assertThat(code(parked, "connect", port)).isZero();
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(3));
    }
  }

  @Test
  void stdinThatIsStillSentAtTheEndCostsNoOutputOverSpdy() throws Exception {
    byte[] expected = Probe.pattern(100_000);
    ExecSpec hasty = Probe.exec(Transport.SPDY, "gate", "100000").withStdin(true);
    for (int round = 0; round < 30; round++) {
      try (ExecSession session = exec(hasty)) {
        try {
          session.stdin().write(new byte[100_000]);
        } catch (IOException e) {
          // the program reads one byte, and has ended meanwhile
        }
        assertThat(session.await(SOON)).as("round " + round).isEqualTo(new ExecStatus.Exited(0));
        assertThat(session.stdout().readAllBytes()).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void disconnectLeavesTheProcessOrEndsIt(Transport transport) throws Exception {
    needs(Trait.PORT_FORWARD);
    String port = port();
    try (ExecSession session = exec(Probe.exec(transport, "serve", port, "hello"))) {
      assertThat(session.stdout().readNBytes(10)).asString().isEqualTo("listening\n");
    }
    if (runtime().lack(Trait.DISCONNECTED_EXEC_GOES_ON).isEmpty()) {
      assertThat(text(parked, "connect", port)).isEqualTo("hello");
    } else {
      long end = System.nanoTime() + SOON.toNanos();
      while (code(parked, "connect", port) != ECONNREFUSED) {
        assertThat(System.nanoTime()).as("it still listens").isLessThan(end);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void addressIsGoodOnce(Transport transport) throws Exception {
    ExecSpec exit = Probe.exec(transport, "exit", "0");
    URI address = runtime().client().runtime().execUrl(parked.id(), exit);
    Streams streams = runtime().client().streams();
    try (ExecSession session = streams.execAt(address, exit)) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
    }
    assertThatExceptionOfType(CriStreamException.class)
        .isThrownBy(() -> streams.execAt(address, exit).close())
        .matches(e -> e.code() == CriStreamCode.ADDRESS_EXPIRED, "expired");
  }

  @ParameterizedTest
  @EnumSource
  void bothOutputsAndTheCodeArrive(Transport transport) throws Exception {
    try (ExecSession session = exec(Probe.exec(transport, "both", "43"))) {
      assertThat(session.stdout().readAllBytes()).asString().isEqualTo("out\n");
      assertThat(session.stderr().readAllBytes()).asString().isEqualTo("err\n");
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(43));
    }
  }

  @ParameterizedTest
  @EnumSource
  void endBySignalIsACode(Transport transport) throws Exception {
    needs(Trait.REAL_PROCESSES);
    try (ExecSession session = exec(Probe.exec(transport, "signal", "9"))) {
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(137));
    }
  }

  @ParameterizedTest
  @EnumSource
  void inputReachesTheProcessWhileItRuns(Transport transport) throws Exception {
    ExecSpec answer = Probe.exec(transport, "answer").withStdin(true);
    try (ExecSession session = exec(answer);
        BufferedReader lines = new BufferedReader(new InputStreamReader(session.stdout(), UTF_8))) {
      session.stdin().write("first\n".getBytes(UTF_8));
      assertThat(lines.readLine()).isEqualTo("got first");
      session.stdin().write("5\n".getBytes(UTF_8));
      assertThat(lines.readLine()).isEqualTo("got 5");
      session.stdin().write("quit\n".getBytes(UTF_8));
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(6));
    }
  }

  /** The reader takes ten times as long as the writer would: nothing is dropped, all is bounded. */
  @ParameterizedTest
  @EnumSource
  void slowReaderGetsEverything(Transport transport) throws Exception {
    int size = 10 * MIB;
    byte[] expected = Probe.pattern(size);
    try (ExecSession session = exec(Probe.exec(transport, "pattern", "" + size))) {
      InputStream stdout = session.stdout();
      for (int total = 0; total < size; ) {
        byte[] piece = stdout.readNBytes(Math.min(64 << 10, size - total));
        assertThat(piece).isEqualTo(Arrays.copyOfRange(expected, total, total + piece.length));
        total += piece.length;
        LockSupport.parkNanos(Duration.ofMillis(3).toNanos());
      }
      assertThat(stdout.read()).isEqualTo(-1);
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void killedContainerEndsTheSession(Transport transport) throws Exception {
    needs(Trait.KILLED_EXEC_ENDS);
    Container container = parked(shared());
    try (ExecSession session = container.exec(Probe.exec(transport, "pattern", "" + (1L << 40)))) {
      assertThat(session.stdout().read()).isNotNegative();
      container.stop(Duration.ZERO);
      session.stdout().transferTo(OutputStream.nullOutputStream());
      assertThat(session.await(SOON)).isEqualTo(new ExecStatus.Exited(137));
    }
    assertThatExceptionOfType(CriException.class)
        .isThrownBy(() -> container.exec(Probe.exec(transport, "exit", "0")).close());
  }
}
