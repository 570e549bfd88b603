package io.kriterion.grader.init;

import static io.kriterion.grader.init.InitSandbox.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.init.InitSandbox.Place;
import io.kriterion.grader.task.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Correct frames in orders that no correct node sends, cut and damaged ones with them, by the
 * thousand: a real kriterion-init ends every such session in one of the ways that the protocol
 * names, soon, and with nothing left in the sandbox.
 */
@Timeout(300)
@ParameterizedClass
@EnumSource(Place.class)
@SuppressWarnings("NullAway.Init") // set before each test
class KriterionInitOrderTest {

  private static final int SESSIONS = 20;
  private static final int MOST_FRAMES = 30;

  @Parameter private Place place;

  /* One frame, or a part of one, as a node might send it in some state. */
  private static byte[] frame(Random random) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(bytes);
    switch (random.nextInt(12)) {
      case 0 -> writer.put("file" + random.nextInt(3), 0644, random.nextInt(3));
      case 1 -> writer.data(new ByteArrayInputStream(new byte[2]), 1 + random.nextInt(2));
      case 2, 3, 4 -> writer.step(step(random), input(random), random.nextInt(3) * 100);
      case 5 -> writer.kill(random.nextBoolean() ? KillReason.CPU_LIMIT : KillReason.CANCELLED);
      case 6 -> writer.open(3, random.nextInt());
      case 7 -> writer.credit(random.nextBoolean(), random.nextInt(2) * 1_000_000);
      case 8 -> writer.feed(new byte[1 + random.nextInt(3000)], 0, 1);
      case 9 -> writer.closeInput();
      case 10 -> writer.signal(1 + random.nextInt(64));
      default -> writer.get("file" + random.nextInt(3), random.nextInt(3));
    }
    return bytes.toByteArray();
  }

  private static StepCommand step(Random random) {
    List<String> scripts =
        List.of("true", "cat", "yes", "sleep 0.01", "yes >&2 & exit 3", "(sleep 1000 &)");
    return command(
        List.of("sh", "-c", scripts.get(random.nextInt(scripts.size()))),
        Duration.ofMillis(300),
        Duration.ofMillis(300),
        random.nextInt(2000));
  }

  private static StepInput input(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new LiveInput();
      case 1 -> new StepInput.Stored("file0");
      case 2 -> new StepInput.Content(Bytes.ofText("a"));
      default -> StepInput.NONE;
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyOrderOfFramesEndsAsTheProtocolSays(int seed) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int session = 0; session < SESSIONS; session++) {
      Random random = new Random(1000L * seed + session);
      try (InitSandbox sandbox = InitSandbox.start(place)) {
        Process process = sandbox.rawSession();
        Thread sending = Thread.ofVirtual().start(() -> send(process, random));
        String last = lastFrame(process);
        sending.join();
        int status = process.waitFor();
        statuses.add(status);
        // 70 for a breach, which it names; 71 when our stream had ended first
        assertThat(status).as("session %d, last heard: %s", session, last).isIn(70, 71);
        assertThat(last.startsWith("Refused[errno=71,")).isEqualTo(status == 70);
        assertThat(sandbox.processes()).isEqualTo(sandbox.afterSession());
      }
    }
    assertThat(statuses).contains(70);
  }

  private static void send(Process process, Random random) {
    try (var out = process.getOutputStream()) {
      int frames = random.nextInt(MOST_FRAMES);
      for (int i = 0; i < frames; i++) {
        byte[] frame = frame(random);
        int length = random.nextInt(40) == 0 ? random.nextInt(frame.length) : frame.length;
        out.write(frame, 0, length);
        if (random.nextBoolean()) {
          out.flush();
          Thread.sleep(random.nextInt(3));
        }
      }
    } catch (IOException ended) {
      // kriterion-init had enough
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /* Everything that it says is a frame; the last one, when it has ended. */
  private static String lastFrame(Process process) throws IOException {
    DataInputStream in = new DataInputStream(process.getInputStream());
    String last = "nothing";
    try {
      while (true) {
        last = String.valueOf(Frame.read(in));
      }
    } catch (EOFException ended) {
      return last;
    }
  }
}
