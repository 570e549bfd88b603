package io.kriterion.grader.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.init.InitSandbox.Place;
import io.kriterion.grader.task.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the real kriterion-init said in one session, damaged in every way and heard by the node: it
 * believes what is true or it says that the conversation broke, and never a third thing.
 */
@Timeout(180)
class DamagedConversationTest {

  /** What can happen to a whole frame on a way that keeps frames whole. */
  enum Damage {
    DROPPED {
      @Override
      List<byte[]> applied(List<byte[]> frames, int at) {
        frames.remove(at);
        return frames;
      }
    },
    DOUBLED {
      @Override
      List<byte[]> applied(List<byte[]> frames, int at) {
        frames.add(at, frames.get(at));
        return frames;
      }
    },
    SWAPPED {
      @Override
      List<byte[]> applied(List<byte[]> frames, int at) {
        frames.add((at + 1) % frames.size(), frames.remove(at));
        return frames;
      }
    },
    EMPTIED {
      @Override
      List<byte[]> applied(List<byte[]> frames, int at) {
        frames.set(at, new byte[] {frames.get(at)[0], 0, 0, 0, 0});
        return frames;
      }
    },
    OVERSIZED {
      @Override
      List<byte[]> applied(List<byte[]> frames, int at) {
        byte[] frame = frames.get(at).clone();
        frame[1] = 0x7f;
        frames.set(at, frame);
        return frames;
      }
    };

    abstract List<byte[]> applied(List<byte[]> frames, int at);
  }

  private static byte[] heard = new byte[0];
  private static List<String> truth = List.of();

  /* The same requests whatever is answered; what became of each, as a text. Ends at the first that broke. */
  private static List<String> converse(InputStream fromInit, OutputStream toInit) {
    List<String> answers = new ArrayList<>();
    InitSession session = InitSession.open(fromInit, toInit);
    List<Supplier<String>> requests =
        List.of(
            () -> put(session),
            () -> step(session, "echo out; echo err >&2; exit 3"),
            () -> step(session, "kill -9 $$"),
            () -> step(session, "seq 20000"),
            () -> get(session),
            () -> step(session, "true"),
            () -> end(session));
    try {
      requests.forEach(request -> answers.add(told(request)));
    } catch (InitProtocolException broken) {
      // the requests that follow are not made
    }
    return answers;
  }

  private static String told(Supplier<String> request) {
    try {
      return request.get();
    } catch (RefusedException refused) {
      return "refused";
    }
  }

  private static String end(InitSession session) {
    session.end();
    return "end";
  }

  private static String put(InitSession session) {
    byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
    session.put("file", false, new ByteArrayInputStream(content), content.length);
    return "put";
  }

  private static String get(InitSession session) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try {
      int mode = session.get("file", 100, content);
      return "get %o %s".formatted(mode, content.toString(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String step(InitSession session, String script) {
    ByteArrayOutputStream[] outputs = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
    StepExit exit =
        session.run(
            InitSandbox.command(List.of("sh", "-c", script)),
            new StepInput.Content(Bytes.ofText("in")),
            (error, bytes) -> outputs[error ? 1 : 0].writeBytes(bytes));
    return "%s %d %s %d %d"
        .formatted(
            exit.kind(),
            exit.value(),
            exit.cause(),
            Arrays.hashCode(outputs[0].toByteArray()),
            Arrays.hashCode(outputs[1].toByteArray()));
  }

  @BeforeAll
  static void record() throws Exception {
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    try (InitSandbox sandbox = InitSandbox.start(Place.FIRST)) {
      Process process = sandbox.rawSession();
      truth = converse(new Recorder(process.getInputStream(), copy), process.getOutputStream());
    }
    List<byte[]> frames = frames(copy.toByteArray());
    // a replay is not asked as often as the real one was
    frames.subList(1, frames.size()).removeIf(frame -> frame[0] == frames.getFirst()[0]);
    heard = joined(frames);
    assertThat(truth).hasSize(7).doesNotContain("refused");
    assertThat(replay(heard)).isEqualTo(truth);
  }

  private static List<String> replay(byte[] bytes) {
    return converse(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
  }

  /* What a damaged conversation came to; empty when not even the greeting was understood. */
  private static List<String> replayDamaged(byte[] bytes) {
    try {
      return replay(bytes);
    } catch (InitProtocolException noGreeting) {
      return List.of();
    }
  }

  private static List<byte[]> frames(byte[] bytes) throws IOException {
    List<byte[]> frames = new ArrayList<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    while (in.available() > 0) {
      byte type = in.readByte();
      int length = in.readInt();
      frames.add(
          ByteBuffer.allocate(5 + length)
              .put(type)
              .putInt(length)
              .put(in.readNBytes(length))
              .array());
    }
    return frames;
  }

  private static byte[] joined(List<byte[]> frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(all::writeBytes);
    return all.toByteArray();
  }

  @Test
  void cutAnywhereItGivesTheTrueAnswersUpToThereAndNoOther() {
    int step = Math.max(1, heard.length / 20_000);
    for (int length = 0; length < heard.length; length += length < 1000 ? 1 : step) {
      List<String> answers = replayDamaged(Arrays.copyOf(heard, length));
      assertThat(answers).hasSizeLessThan(truth.size());
      assertThat(answers).as("cut at " + length).isEqualTo(truth.subList(0, answers.size()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWholeFrameThatIsDamagedChangesNoAnswer(Damage damage) throws IOException {
    int count = frames(heard).size();
    int tried = 0;
    int noticed = 0;
    for (int at = 0; at < count; at++) {
      List<byte[]> frames = damage.applied(frames(heard), at);
      List<String> answers = replayDamaged(joined(frames));
      // two pieces of one output in the wrong order are the one thing that no count can tell
      if (damage == Damage.SWAPPED && sameOutput(frames(heard), at)) {
        continue;
      }
      tried++;
      assertThat(answers)
          .as("%s frame %d of type %x", damage, at, frames(heard).get(at)[0])
          .isEqualTo(truth.subList(0, Math.min(answers.size(), truth.size())));
      noticed += answers.size() < truth.size() ? 1 : 0;
    }
    // what comes after the last answer, or is an answer to a greeting again, does no harm
    assertThat(noticed).isPositive().isGreaterThanOrEqualTo(tried / 2);
  }

  private static boolean sameOutput(List<byte[]> frames, int at) {
    return at + 1 < frames.size() && frames.get(at)[0] == frames.get(at + 1)[0];
  }

  @Test
  void bytesThatAreTurnedAnywhereNeverLeadToAnythingButAnAnswerOrABrokenConversation() {
    Random random = new Random(20_261_128);
    for (int round = 0; round < 5000; round++) {
      byte[] damaged = heard.clone();
      int flips = 1 + random.nextInt(4);
      for (int i = 0; i < flips; i++) {
        damaged[random.nextInt(round % 2 == 0 ? 400 : damaged.length)] ^=
            (byte) (1 << random.nextInt(8));
      }
      // anything else that is thrown fails here, and so does what waits for ever
      assertThat(replayDamaged(damaged)).hasSizeLessThanOrEqualTo(truth.size());
    }
  }

  private static final class Recorder extends FilterInputStream {

    private final OutputStream copy;

    Recorder(InputStream in, OutputStream copy) {
      super(in);
      this.copy = copy;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      if (value >= 0) {
        copy.write(value);
      }
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      if (count > 0) {
        copy.write(bytes, offset, count);
      }
      return count;
    }
  }
}
