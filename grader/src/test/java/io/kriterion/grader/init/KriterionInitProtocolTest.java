package io.kriterion.grader.init;

import static io.kriterion.grader.init.InitSandbox.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kriterion.grader.init.InitSandbox.Place;
import io.kriterion.grader.init.StepExit.Cause;
import io.kriterion.grader.task.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a session of the real kriterion-init, and where it begins none. */
@Timeout(120)
@ParameterizedClass
@EnumSource(Place.class)
@SuppressWarnings("NullAway.Init") // set before each test
class KriterionInitProtocolTest {

  private static final int WINDOW = 1 << 20;
  private static final StepInput TWO_BYTES = new StepInput.Content(Bytes.ofText("ab"));

  private static final int EPROTO = 71;
  private static final int STATUS_PROTOCOL = 70;
  private static final int STATUS_LOST = 71;
  private static final int STATUS_REFUSED = 77;

  @Parameter private Place place;
  private InitSandbox sandbox;
  private Process process;
  private DataInputStream in;

  @BeforeEach
  void start() throws Exception {
    sandbox = InitSandbox.start(place);
    process = sandbox.rawSession();
    in = new DataInputStream(process.getInputStream());
    writer().open(3, 5);
    assertThat(Frame.read(in))
        .isInstanceOfSatisfying(
            Frame.Hello.class,
            hello -> {
              assertThat(hello.version()).isEqualTo(3);
              assertThat(hello.number()).isEqualTo(5);
            });
  }

  @AfterEach
  void stop() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private void send(String hex) throws IOException {
    OutputStream out = process.getOutputStream();
    out.write(HexFormat.of().parseHex(hex.replace(" ", "")));
    out.flush();
  }

  private FrameWriter writer() {
    return new FrameWriter(process.getOutputStream());
  }

  private void startWaiting() throws IOException {
    writer()
        .step(
            command(List.of("sh", "-c", "echo up; while :; do sleep 1000; done")),
            StepInput.NONE,
            WINDOW);
    assertThat(Frame.read(in)).isInstanceOf(Frame.Output.class);
  }

  private void assertProtocolError() throws Exception {
    assertThat(Frame.read(in))
        .isInstanceOfSatisfying(
            Frame.Refused.class, refused -> assertThat(refused.errno()).isEqualTo(EPROTO));
    assertThat(in.read()).isEqualTo(-1);
    assertThat(process.waitFor()).isEqualTo(STATUS_PROTOCOL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 00000000", // no such type
        "41 00000006 0001 00000007", // init's own HELLO
        "7f ffffffff",
        "06 00000005 0002 000000", // an opening that is too short
        "0b 0000000a 0000000000000001 0002", // a path shorter than it says
        "0c 00000000", // an acknowledgement of nothing
        "02 00000001 61", // data that nothing announced
        "02 00000000", // empty data
        "02 00010001", // too long a piece of data
        "03 00100001", // too long a frame
        "03 00000000", // a step without anything
        "04 00000000", // a kill without its reason
        "04 00000001 00", // a kill for no known reason
        "04 00000001 03",
        "05 00000001 00", // an end with a payload
        "01 0000000e 000001a4 0000000000000000 0001", // a path shorter than it says
        "01 0000000f 000001a4 0000000000000000 0001 00", // a NUL in a path
        "01 00000010 000001a4 0000000000000000 0001 61 61", // a byte too many
        "01 0000000f 000001a4 0000000000000001 0001 61 02 00000002 6161", // more than announced
        "01 0000000f 000001a4 0000000000000002 0001 61 02 00000001 61 05 00000000" // not data
      })
  void aFrameThatBreaksTheProtocolEndsTheSession(String hex) throws Exception {
    send(hex);

    assertProtocolError();
  }

  @Test
  void nothingButAKillMayComeWhileAStepRuns() throws Exception {
    startWaiting();
    send("05 00000000");

    assertProtocolError();
    assertThat(sandbox.processes()).isEqualTo(sandbox.afterSession());
  }

  @Test
  void theEndOfTheNodesStreamEndsTheSession() throws Exception {
    process.getOutputStream().close();

    assertThat(process.waitFor()).isEqualTo(STATUS_LOST);
  }

  @Test
  void theEndOfTheNodesStreamKillsTheStep() throws Exception {
    startWaiting();
    process.getOutputStream().close();

    assertThat(process.waitFor()).isEqualTo(STATUS_LOST);
    assertThat(sandbox.processes()).isEqualTo(sandbox.afterSession());
  }

  @Test
  void aNodeThatStopsReadingForGoodEndsTheSession() throws Exception {
    writer()
        .step(
            command(
                sandbox.misbehave("write-for-ever"),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                1L << 40),
            StepInput.NONE,
            WINDOW);
    assertThat(Frame.read(in)).isInstanceOf(Frame.Output.class);
    process.getInputStream().close();

    assertThat(process.waitFor()).isEqualTo(STATUS_LOST);
    assertThat(sandbox.processes()).isEqualTo(sandbox.afterSession());
  }

  @Test
  void aKillWhileTheInputComesInIsForItsStep() throws Exception {
    FrameWriter writer = writer();
    writer.step(command(List.of("sh", "-c", "while :; do sleep 1000; done")), TWO_BYTES, WINDOW);
    send("02 00000001 61");
    writer.kill(KillReason.CANCELLED);
    send("02 00000001 62");

    assertThat(Frame.read(in))
        .isInstanceOfSatisfying(
            Frame.Exit.class, exit -> assertThat(exit.exit().cause()).isEqualTo(Cause.CANCELLED));
  }

  @Test
  void whatComesTogetherWithAStepIsForThatStep() throws Exception {
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(together);
    writer.step(command(List.of("cat")), new LiveInput(), WINDOW);
    writer.feed("fed".getBytes(StandardCharsets.US_ASCII), 0, 3);
    writer.closeInput();
    process.getOutputStream().write(together.toByteArray());
    process.getOutputStream().flush();

    Frame frame = Frame.read(in);
    String output = "";
    while (!(frame instanceof Frame.Exit)) {
      output +=
          frame instanceof Frame.Output piece
              ? new String(piece.bytes(), StandardCharsets.US_ASCII)
              : "";
      frame = Frame.read(in);
    }
    assertThat(output).isEqualTo("fed");

    together.reset();
    writer.step(command(List.of("sh", "-c", "while :; do sleep 1000; done")), StepInput.NONE, 0);
    writer.kill(KillReason.CANCELLED);
    process.getOutputStream().write(together.toByteArray());
    process.getOutputStream().flush();
    assertThat(Frame.read(in))
        .isInstanceOfSatisfying(
            Frame.Exit.class, exit -> assertThat(exit.exit().cause()).isEqualTo(Cause.CANCELLED));
  }

  @Test
  void framesMayBeSentAheadAndInAnyPieces() throws Exception {
    String ahead =
        "01 0000000f 000001a4 0000000000000001 0001 61 02 00000001 78".repeat(2) + " 05 00000000";
    for (byte piece : HexFormat.of().parseHex(ahead.replace(" ", ""))) {
      process.getOutputStream().write(piece);
      process.getOutputStream().flush();
    }

    assertThat(Frame.read(in)).isEqualTo(new Frame.Ok());
    assertThat(Frame.read(in)).isEqualTo(new Frame.Ok());
    assertThat(Frame.read(in)).isEqualTo(new Frame.Bye());
    assertThat(process.isAlive()).as("it stays until its last word has arrived").isTrue();
    writer().acknowledge();
    assertThat(process.waitFor()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "07 00000005 03 00000001", // credit for no stream
        "08 00000001 61", // food for a program that has an input already
        "0a 00000001 00", // no signal
        "0a 00000001 41", // none either
        "06 00000006 0003 00000001", // an opening in the midst
      })
  void aFrameThatARunningStepDoesNotKnowEndsTheSession(String hex) throws Exception {
    startWaiting();
    send(hex);

    assertProtocolError();
    assertThat(sandbox.processes()).isEqualTo(sandbox.afterSession());
  }

  @Test
  void whatIsForARunningStepMeansNothingWithoutOne() throws Exception {
    send("04 00000001 01 07 00000005 01 00000001 08 00000001 61 09 00000000 0a 00000001 0f");
    writer().open(3, 6);

    assertThat(Frame.read(in)).isInstanceOf(Frame.Hello.class);
  }

  @Test
  void oneOutputWithoutCreditDoesNotHoldTheOtherBack() throws Exception {
    String both = "head -c 1000000 /dev/zero & read go; echo alarm >&2; wait; echo end >&2";
    writer().step(command(List.of("sh", "-c", both)), new LiveInput(), 1000);

    int zeros = 0;
    while (zeros < 1000) {
      zeros += ((Frame.Output) Frame.read(in)).bytes().length;
    }
    writer().feed("go\n".getBytes(StandardCharsets.US_ASCII), 0, 3);
    assertThat(Frame.read(in)).isEqualTo(new Frame.Fed(3));
    String errors = "";
    while (!errors.equals("alarm\n")) {
      Frame.Output output = (Frame.Output) Frame.read(in);
      assertThat(output.error()).as("more than it may").isTrue();
      errors += new String(output.bytes(), StandardCharsets.US_ASCII);
    }
    assertThat(zeros).isEqualTo(1000);
    writer().credit(false, 999_000);
    for (Frame frame = Frame.read(in); !(frame instanceof Frame.Exit); frame = Frame.read(in)) {
      zeros += frame instanceof Frame.Output output && !output.error() ? output.bytes().length : 0;
    }
    assertThat(zeros).isEqualTo(1_000_000);
  }

  @Test
  void theRuntimesWishToStopEndsTheSessionAndItsStep() throws Exception {
    assumeTrue(
        place == Place.FIRST, "skipped: beside a parked PID 1 it is that which the runtime stops");
    startWaiting();
    assertThat(sandbox.first().destroy()).isTrue();

    assertThat(process.waitFor()).isZero();
    assertThat(sandbox.processes()).isZero();
  }

  @Test
  void aSessionBeginsOnlyInASandboxAndNotAsRoot() throws Exception {
    Path init = sandbox.work().resolveSibling("kriterion-init");
    // Here PID 1 is this machine's.
    List<String> outside =
        List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            init.toString(),
            "session",
            "/tmp");
    List<String> root =
        List.of(
            "nsenter",
            "-t",
            Long.toString(sandbox.first().pid()),
            "--pid",
            "--mount",
            init.toString(),
            "session",
            "/tmp");

    assertThat(refusal(outside)).contains("PID 1 is neither kriterion-init nor this user's");
    assertThat(refusal(root)).contains("refuses to run as root");
  }

  private static String refusal(List<String> command) throws Exception {
    Process refused = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(refused.waitFor()).isEqualTo(STATUS_REFUSED);
    return text;
  }
}
