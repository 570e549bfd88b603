package io.kriterion.grader.init;

import static io.kriterion.grader.init.InitSandbox.command;
import static io.kriterion.grader.init.InitSandbox.run;
import static io.kriterion.grader.init.InitSandbox.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.init.InitSandbox.Outcome;
import io.kriterion.grader.init.InitSandbox.Place;
import io.kriterion.grader.init.StepExit.Cause;
import io.kriterion.grader.init.StepExit.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of the real kriterion-init: what a program gets, and what comes back from it. */
@Timeout(120)
@ParameterizedClass
@EnumSource(Place.class)
class KriterionInitStepsTest extends SessionFixture {

  private static final int ENOENT = 2;
  private static final int ENOEXEC = 8;
  private static final int EACCES = 13;

  @Test
  void bothOutputsAndTheExitCodeComeBack() {
    Outcome outcome = shell(session, "echo out; echo err >&2; exit 3");

    assertThat(outcome.stdout()).isEqualTo("out\n");
    assertThat(outcome.stderr()).isEqualTo("err\n");
    assertThat(outcome.exit().kind()).isEqualTo(Kind.EXITED);
    assertThat(outcome.exit().value()).isEqualTo(3);
    assertThat(outcome.exit().cause()).isEqualTo(Cause.ITSELF);
    assertThat(outcome.exit().stdoutBytes()).isEqualTo(4);
    assertThat(outcome.exit().stderrBytes()).isEqualTo(4);
    assertThat(outcome.exit().wallTime()).isPositive();
    assertThat(outcome.exit().initCpuTime()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 126, 127, 128, 255})
  void everyExitCodeIsItself(int code) {
    StepExit exit = shell(session, "exit " + code).exit();

    assertThat(exit.kind()).isEqualTo(Kind.EXITED);
    assertThat(exit.value()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"recurse,11", "abort,6", "large-file,25"})
  void aProgramThatASignalEndsSaysWhich(String manner, int signal) {
    StepExit exit = run(session, command(sandbox.misbehave(manner)), new byte[0]).exit();

    assertThat(exit.kind()).isEqualTo(Kind.SIGNALLED);
    assertThat(exit.value()).isEqualTo(signal);
    assertThat(exit.cause()).isEqualTo(Cause.ITSELF);
  }

  @Test
  void theProgramGetsWhatTheProtocolPromises() {
    StepCommand command =
        new StepCommand(
            sandbox.misbehave("state"),
            Map.of("A", "b c"),
            "/",
            Duration.ofSeconds(60),
            Duration.ofMillis(2500),
            1 << 20,
            123_456,
            77);
    Outcome outcome = run(session, command, "12345".getBytes(StandardCharsets.US_ASCII));

    assertThat(outcome.stdout().lines())
        .containsExactlyInAnyOrder(
            "leads=11",
            "umask=022",
            "dumpable=1",
            "deathsig=9",
            "stdin-mode=0",
            "stdin-file=1",
            "stdin-size=5",
            "descriptors=012",
            "cpu=4/4",
            "core=1/1",
            "fsize=123456/123456",
            "stack=" + StepCommand.STACK_BYTES + "/" + StepCommand.STACK_BYTES,
            "nofile=" + StepCommand.OPEN_FILES + "/" + StepCommand.OPEN_FILES,
            "oom_score_adj=1000",
            "SigBlk=0000000000000000",
            "SigIgn=0000000000000000",
            "NoNewPrivs=1",
            "env=A=b c");
  }

  @Test
  void standardInputArrivesByteForByteAndStepsFollowOneAnother() {
    byte[] stdin = new byte[300_000];
    for (int i = 0; i < stdin.length; i++) {
      stdin[i] = (byte) (i * 7 + i / 256);
    }
    for (int round = 0; round < 3; round++) {
      Outcome outcome = run(session, command(List.of("cat")), stdin);

      assertThat(outcome.stdout().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(stdin);
    }
    assertThat(shell(session, "cat").stdout()).isEmpty();
  }

  @Test
  void aProgramThatNeverReadsItsInputEndsAtOnce() {
    StepExit exit = run(session, command(List.of("true")), new byte[10 << 20]).exit();

    assertThat(exit.kind()).isEqualTo(Kind.EXITED);
    assertThat(exit.value()).isZero();
  }

  @Test
  void aMillionBytesOnEachOutputArriveInTheirOrder() {
    Outcome outcome = run(session, command(sandbox.misbehave("write-pattern")), new byte[0]);

    StringBuilder stdout = new StringBuilder();
    StringBuilder stderr = new StringBuilder();
    for (int i = 0; i < 125_000; i++) {
      stdout.append("%07d\n".formatted(i));
      stderr.append(i % 5 == 0 ? "%07d\n".formatted(i) : "");
    }
    assertThat(outcome.stdout()).isEqualTo(stdout.toString());
    assertThat(outcome.stderr()).isEqualTo(stderr.toString());
  }

  @Test
  void outputIsSentOnWhileTheProgramRuns() {
    // The program never ends: that the piece arrives is what ends it.
    StepExit exit =
        session.run(
            command(List.of("sh", "-c", "echo early; while :; do sleep 1000; done")),
            StepInput.NONE,
            (error, bytes) -> session.kill(KillReason.CANCELLED));

    assertThat(exit.cause()).isEqualTo(Cause.CANCELLED);
    assertThat(exit.stdoutBytes()).isEqualTo(6);
  }

  @Test
  void aProgramThatCannotStartSaysWhy() throws Exception {
    Files.writeString(sandbox.work().resolve("no-header"), "echo hello\n");
    Files.createDirectory(sandbox.work().resolve("directory"));
    Files.createFile(sandbox.work().resolve("denied"));
    Files.setPosixFilePermissions(
        sandbox.work().resolve("no-header"), PosixFilePermissions.fromString("rwxr-xr-x"));

    assertNotStarted(command(List.of("no-such-program")), ENOENT);
    assertNotStarted(command(List.of("/no/such/program")), ENOENT);
    assertNotStarted(command(List.of("")), ENOENT);
    assertNotStarted(command(List.of("./denied")), EACCES);
    assertNotStarted(command(List.of("./directory")), EACCES);
    assertNotStarted(command(List.of("./no-header")), ENOEXEC);
    StepCommand elsewhere =
        new StepCommand(
            List.of("true"),
            Map.of(),
            "nowhere",
            Duration.ofSeconds(9),
            Duration.ofSeconds(9),
            0,
            0,
            9);
    assertNotStarted(elsewhere, ENOENT);
    assertThat(shell(session, "echo still here").stdout()).isEqualTo("still here\n");
  }

  private void assertNotStarted(StepCommand command, int errno) {
    StepExit exit = run(session, command, new byte[0]).exit();
    assertThat(exit.kind()).isEqualTo(Kind.NOT_STARTED);
    assertThat(exit.value()).isEqualTo(errno);
  }

  @Test
  void peakMemoryIsTheProgramsOwn() {
    long small = leastPeak();
    // Output that has been held must not be counted to the programs that follow.
    run(session, command(sandbox.misbehave("write-pattern")), new byte[0]);
    long afterwards = leastPeak();
    long large =
        run(session, command(sandbox.misbehave("touch-64-mib")), new byte[0]).exit().peakMemory();

    assertThat(small).isBetween(200_000L, 4_000_000L);
    assertThat(afterwards).isBetween(200_000L, small + 200_000);
    assertThat(large).isBetween(60L << 20, 80L << 20);
  }

  /* The kernel counts pages in batches, so one measurement may be some dozens of pages too high. */
  private long leastPeak() {
    return LongStream.range(0, 10)
        .map(i -> shell(session, "exit").exit().peakMemory())
        .min()
        .orElseThrow();
  }

  @Test
  void theSessionEndsWhenAsked() throws Exception {
    Process process = sandbox.rawSession();
    InitSession other = InitSession.open(process.getInputStream(), process.getOutputStream());
    other.end();

    assertThat(process.waitFor()).isZero();
  }
}
