package io.kriterion.grader.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.init.StepExit.Cause;
import io.kriterion.grader.init.StepExit.Kind;
import io.kriterion.grader.task.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The node's side of the protocol, against bytes written by hand. */
class InitSessionTest {

  private static final String HELLO = "41 0000000e 0003 00000001 0102030405060708";

  private static final StepCommand COMMAND =
      new StepCommand(
          List.of("/bin/cat", "-n"),
          Map.of("B", "2", "A", "1"),
          "/work",
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          1 << 20,
          1 << 26,
          32);

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  @Test
  void aStepSendsItsLimitsCommandAndInputAndGivesItsOutputOn() {
    InitSession session =
        answering(
            HELLO,
            "44 00000003 616263",
            "45 00000001 21",
            "44 00000001 0a",
            "46 00000046 00 00000003 00 0000000000000064 0000000000000032 0000000000000007"
                + " 00000000000003e8 0000000000100000 0000000000000004 0000000000000001 0102030405060709");
    List<String> output = new ArrayList<>();
    StepExit exit =
        session.run(
            COMMAND,
            new StepInput.Content(Bytes.ofText("in")),
            (error, bytes) ->
                output.add((error ? "E" : "O") + new String(bytes, StandardCharsets.UTF_8)));

    assertThat(output).containsExactly("Oabc", "E!", "O\n");
    assertThat(exit)
        .isEqualTo(
            new StepExit(
                Kind.EXITED,
                3,
                Cause.ITSELF,
                Duration.ofNanos(150),
                Duration.ofNanos(7),
                Duration.ofNanos(1000),
                1 << 20,
                4,
                1));
    assertThat(hex())
        .isEqualTo(
            bytes(
                "03 00000062 00000000b2d05e00 000000003b9aca00 0000000000100000 0000000004000000"
                    + " 0000000004000000 00000100 00000020 00100000 00 0000000000000002 0000"
                    + " 0005 2f776f726b 0002 0008 2f62696e2f636174 0002 2d6e"
                    + " 0002 0003 413d31 0003 423d32"
                    + " 02 00000002 696e"));
  }

  @Test
  void aFileIsAnnouncedAndSentInPiecesOfAtMost64KiB() {
    InitSession session = answering(HELLO, "42 00000000");
    session.put("a/b", true, new ByteArrayInputStream(new byte[70_000]), 70_000);
    assertThat(hex())
        .startsWith(bytes("01 00000011 000001ed 0000000000011170 0003 612f62 02 00010000"))
        .hasSize(2 * (5 + 17 + 5 + 65_536 + 5 + 70_000 - 65_536));
  }

  @Test
  void aFileThatIsShorterThanAnnouncedIsAFailure() {
    InitSession session = answering(HELLO);
    assertThatThrownBy(() -> session.put("a", false, new ByteArrayInputStream(new byte[3]), 4))
        .isInstanceOf(InitProtocolException.class)
        .hasMessageContaining("1 bytes before its announced size");
  }

  @Test
  void aRefusalLeavesTheSessionUsable() {
    InitSession session =
        answering(HELLO, "43 00000009 00000016 0003 6e6f21", "42 00000000", "47 00000000");
    assertThatThrownBy(() -> session.put("../x", false, new ByteArrayInputStream(new byte[0]), 0))
        .isInstanceOfSatisfying(RefusedException.class, e -> assertThat(e.errno()).isEqualTo(22))
        .hasMessage("no!");
    session.put("x", false, new ByteArrayInputStream(new byte[0]), 0);
    session.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "41 0000000e 0002 00000001 0102030405060708", // another version
        "42 00000000", // not a greeting
        "99 00000000", // no such frame
        "41 0000000f 0003 00000001 0102030405060708 00", // a byte too many
        "41 0000000d 0003 00000001 01020304050607", // a byte too few
        "44 00100001", // longer than a frame may be
        "44 ffffffff", // negative
        "41 000000", // cut
        "", // nothing
      })
  void whatIsNoGreetingIsRefused(String answer) {
    assertThatThrownBy(() -> answering(answer)).isInstanceOf(InitProtocolException.class);
  }

  @Test
  void anEndWithinAStepIsAFailureAndNeverAnExit() {
    InitSession session = answering(HELLO, "44 00000001 61");
    assertThatThrownBy(() -> session.run(COMMAND, StepInput.NONE, (error, bytes) -> {}))
        .isInstanceOf(InitProtocolException.class)
        .hasMessageContaining("stream ended");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0102030405060708", "010203040506070a", "0000000000000001"})
  void anExitWithoutTheSealOfThisStepIsAForgery(String seal) {
    InitSession session = answering(HELLO, "46 00000046" + " 00".repeat(62) + seal);
    assertThatThrownBy(() -> session.run(COMMAND, StepInput.NONE, (error, bytes) -> {}))
        .isInstanceOf(InitProtocolException.class)
        .hasMessageContaining("forged");
  }

  @Test
  void answersToARepeatedGreetingAreSkipped() {
    InitSession session = answering(HELLO, HELLO, "42 00000000");
    session.put("x", false, new ByteArrayInputStream(new byte[0]), 0);
  }

  @Test
  void aGreetingWithAnotherSealInTheMidstIsRefused() {
    InitSession session = answering(HELLO, HELLO.replace("08", "09"), "42 00000000");
    assertThatThrownBy(() -> session.put("x", false, new ByteArrayInputStream(new byte[0]), 0))
        .isInstanceOf(InitProtocolException.class)
        .hasMessageContaining("Hello");
  }

  @Test
  void creditFollowsWhatHasBeenTaken() {
    InitSession session =
        answering(
            HELLO, "44 00040000" + " 61".repeat(1 << 18), "45 00000001 21", exitAfter(1 << 18, 1));
    session.run(COMMAND, StepInput.NONE, (error, bytes) -> {});
    assertThat(hex()).endsWith(bytes("07 00000005 01 00040000"));
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "5, 0", "4, 1", "2, 2"})
  void anExitAfterMoreOrLessOutputThanItTellsIsAFailure(int stdout, int stderr) {
    InitSession session = answering(HELLO, "44 00000004 61626364", exitAfter(stdout, stderr));
    assertThatThrownBy(() -> session.run(COMMAND, StepInput.NONE, (error, bytes) -> {}))
        .isInstanceOf(InitProtocolException.class)
        .hasMessageContaining("4 and 0 bytes of output arrived");
  }

  @Test
  void whatWasCutAtTheOutputLimitIsWhole() {
    InitSession session = answering(HELLO, "44 00000004 61626364", exitAfter(9, 2));
    StepExit exit = session.run(withOutputLimit(4), StepInput.NONE, (error, bytes) -> {});
    assertThat(exit.stdoutBytes()).isEqualTo(9);
  }

  @Test
  void lessThanTheOutputLimitOfALongerOutputIsAFailure() {
    InitSession session = answering(HELLO, "44 00000004 61626364", exitAfter(9, 2));
    assertThatThrownBy(() -> session.run(withOutputLimit(5), StepInput.NONE, (error, bytes) -> {}))
        .isInstanceOf(InitProtocolException.class);
  }

  @Test
  void aKillSaysItsReason() {
    InitSession session = answering(HELLO);
    session.kill(KillReason.CPU_LIMIT);
    session.kill(KillReason.CANCELLED);
    assertThat(hex()).isEqualTo(bytes("04 00000001 01 04 00000001 02"));
  }

  @Test
  void anArgumentThatTheProtocolCannotCarryIsRefusedBeforeAnythingIsSent() {
    InitSession session = answering(HELLO);
    StepCommand tooLong =
        new StepCommand(
            List.of("x".repeat(65_536)), Map.of(), "/", Duration.ZERO, Duration.ZERO, 0, 0, 1);
    assertThatThrownBy(() -> session.run(tooLong, StepInput.NONE, (error, bytes) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65536 bytes");
    assertThat(sent.size()).isZero();
  }

  private static StepCommand withOutputLimit(int bytes) {
    return new StepCommand(List.of("a"), Map.of(), "", Duration.ZERO, Duration.ZERO, bytes, 0, 1);
  }

  /* The end of a session's first step that wrote so many bytes. */
  private static String exitAfter(long stdout, long stderr) {
    return "46 00000046"
        + " 00".repeat(46)
        + "%016x %016x 0102030405060709".formatted(stdout, stderr);
  }

  private InitSession answering(String... frames) {
    byte[] answer = HexFormat.of().parseHex(bytes(String.join("", frames)));
    DataOutputStream out = new DataOutputStream(sent);
    InitSession session = InitSession.open(new ByteArrayInputStream(answer), out);
    assertThat(hex()).startsWith(bytes("06 00000006 0003 00000001"));
    sent.reset();
    return session;
  }

  private String hex() {
    return HexFormat.of().formatHex(sent.toByteArray());
  }

  private static String bytes(String spaced) {
    return spaced.replace(" ", "");
  }
}
