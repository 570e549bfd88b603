package io.kriterion.cri.stream;

import static io.kriterion.cri.stream.StreamFixture.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kriterion.cri.error.CriStreamCode;
import io.kriterion.cri.error.CriStreamException;
import io.kriterion.cri.fake.Fault;
import io.kriterion.cri.fake.Soon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class AttachTest {

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

  private static AttachSpec spec(Transport transport) {
    return AttachSpec.outputs().withTransport(transport);
  }

  @ParameterizedTest
  @EnumSource
  void outputsArriveAndTheEndHasNoExitCode(Transport transport) throws Exception {
    fixture.container((in, out, err) -> {
      out.write("hello\n".getBytes(UTF_8));
      err.write("oops\n".getBytes(UTF_8));
      return 0;
    });
    try (AttachSession session = fixture.attach(spec(transport))) {
      assertThat(session.stdout().readAllBytes()).asString().isEqualTo("hello\n");
      assertThat(session.stderr().readAllBytes()).asString().isEqualTo("oops\n");
      assertThat(session.await(SOON)).isEqualTo(new AttachStatus.Ended());
      assertThatIllegalStateException()
          .isThrownBy(session::stdin)
          .withMessageContaining("AttachSpec.withStdin");
      assertThatIllegalStateException().isThrownBy(() -> session.resize(1, 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void failureIsToldInTheRuntimesWords(Transport transport) throws Exception {
    try (AttachSession session = fixture.attach(spec(transport))) {
      assertThat(session.await(SOON))
          .isEqualTo(new AttachStatus.Failed("exec: \"c1\": executable file not found in $PATH"));
    }
  }

  @Test
  void endOfInputIsHandedOnOverSpdy() throws Exception {
    fixture.container((in, out, err) -> StreamFixture.copy(in, out));
    try (AttachSession session = fixture.attach(spec(Transport.SPDY).withStdin(true))) {
      session.stdin().write("over".getBytes(UTF_8));
      session.stdin().close();
      assertThat(session.stdout().readAllBytes()).asString().isEqualTo("over");
      assertThat(session.await(SOON)).isEqualTo(new AttachStatus.Ended());
    }
  }

  @ParameterizedTest
  @EnumSource
  void terminalSizesReachTheRuntime(Transport transport) throws Exception {
    fixture.container((in, out, err) -> in.read());
    AttachSpec terminal = spec(transport).withTty(true).withStdin(true);
    try (AttachSession session = fixture.attach(terminal)) {
      session.resize(80, 24);
      assertThat(nextSize()).isEqualTo("{\"Width\":80,\"Height\":24}\n");
      session.resize(65_535, 1);
      assertThat(nextSize()).isEqualTo("{\"Width\":65535,\"Height\":1}\n");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> session.resize(0, 24))
          .withMessage("columns: 0 (expected: 1..65535)");
      assertThatIllegalArgumentException().isThrownBy(() -> session.resize(80, 65_536));
      session.detach();
      session.resize(1, 1);
    }
    try (ExecSession session =
        fixture.exec(fixture.spec("cat", transport).withTty(true).withStdin(true))) {
      session.resize(132, 50);
      assertThat(nextSize()).isEqualTo("{\"Width\":132,\"Height\":50}\n");
    }
  }

  private String nextSize() throws InterruptedException {
    String size = fixture.streaming().sizes().poll(SOON.toSeconds(), TimeUnit.SECONDS);
    return String.valueOf(size);
  }

  @ParameterizedTest
  @EnumSource
  void detachKeysLeaveAndTheProgramGoesOn(Transport transport) throws Exception {
    BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
    fixture.container((in, out, err) -> {
      for (int value; (value = in.read()) >= 0; ) {
        read.add(value);
      }
      return 0;
    });
    AttachSpec terminal = spec(transport).withTty(true).withStdin(true);
    try (AttachSession session = fixture.attach(terminal)) {
      session.stdin().write(new byte[] {'a', 0x10, 'b', 0x10});
      session.stdin().write(0x10);
      session.stdin().write(0x11);
      assertThat(session.await(SOON)).isEqualTo(new AttachStatus.Detached());
      assertThat(session.stdout().read()).isEqualTo(-1);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> session.stdin().write('x'))
          .withMessageContaining("detach keys");
    }
    for (int expected : new int[] {'a', 0x10, 'b', 0x10}) {
      assertThat(read.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(expected);
    }
    assertThat(read).as("the keys themselves").isEmpty();
  }

  @Test
  void withoutATerminalDetachKeysAreBytesLikeOthers() throws Exception {
    fixture.container((in, out, err) -> StreamFixture.copy(in, out));
    try (AttachSession session = fixture.attach(spec(Transport.SPDY).withStdin(true))) {
      session.stdin().write(new byte[] {0x10, 0x11, 'x'});
      session.stdin().close();
      assertThat(session.stdout().readAllBytes()).containsExactly(0x10, 0x11, 'x');
    }
  }

  @ParameterizedTest
  @EnumSource
  void detachKeepsWhatWasReceived(Transport transport) throws Exception {
    fixture.container((in, out, err) -> {
      out.write("hello".getBytes(UTF_8));
      return in.read();
    });
    try (AttachSession session = fixture.attach(spec(transport).withStdin(true))) {
      assertThat(session.stdout().read()).isEqualTo('h');
      session.detach();
      session.detach();
      assertThat(session.await(SOON)).isEqualTo(new AttachStatus.Detached());
      assertThat(session.stdout().readAllBytes()).asString().isEqualTo("ello");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasWrittenBeforeLeavingArrives(Transport transport) throws Exception {
    Talkative program = Talkative.allTheWhile();
    fixture.container(program);
    try (AttachSession session = fixture.attach(spec(transport).withStdin(true))) {
      assertThat(program.hearsBeforeClose(session)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasWrittenBeforeDetachArrivesThoughTheOutputWasFull(Transport transport)
      throws Exception {
    Talkative program = Talkative.first();
    fixture.container(program);
    try (AttachSession session = fixture.attach(spec(transport).withStdin(true))) {
      Soon.until(((OutputBuffer) session.stdout())::full);
      assertThat(program.hears(session.stdin(), session::detach)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void brokenConnectionIsNoEnd(Transport transport) {
    fixture.container((in, out, err) -> 0);
    fixture.streaming().fault(Fault.CLOSE_MIDWAY);
    try (AttachSession session = fixture.attach(spec(transport))) {
      assertThatExceptionOfType(CriStreamException.class)
          .isThrownBy(() -> session.await(SOON))
          .withMessageStartingWith("Attach: the connection broke before the status")
          .matches(e -> e.code() == CriStreamCode.BROKEN, "broken");
    }
  }

  @Test
  void somethingMustBeAttached() {
    AttachSpec spec = AttachSpec.outputs().withStdout(false);
    assertThatIllegalArgumentException().isThrownBy(() -> spec.withStderr(false));
    assertThatIllegalArgumentException().isThrownBy(() -> spec.withTty(true));
  }
}
