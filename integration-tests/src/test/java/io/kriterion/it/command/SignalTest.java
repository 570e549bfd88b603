package io.kriterion.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.process.Poll;
import io.kriterion.it.command.Command.Ended;
import io.kriterion.it.host.CleanHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ctrl-C, SIGTERM and SIGKILL at every moment of a run that starts a containerd of its own: nothing
 * is left, or nothing after the next run.
 */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class SignalTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What the run has reached when the signal comes. */
  enum Moment {
    PROCESS_STARTED,
    STATE_DIRECTORY,
    CONTAINERD_SOCKET,
    PLANNED,
    STEP_STARTED,
    OUTPUT,
    SECOND_STEP
  }

  @TempDir private Path directory = Path.of("");

  private Path endless() throws IOException {
    return Tasks.yaml(
        directory,
        """
        name: endless
        environment: base
        runtime: runc
        limits: { wall-time: 2m }
        steps:
          - name: short
            run: [sh, -c, "echo one | tee kept; sleep 1000 & exit 0"]
            artifacts: [kept]
          - name: endless
            run: [sh, -c, "trap '' INT TERM; echo two; while :; do sleep 1; done"]
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "INT, 130, PROCESS_STARTED",
    "INT, 130, STATE_DIRECTORY",
    "TERM, 143, CONTAINERD_SOCKET",
    "INT, 130, PLANNED",
    "TERM, 143, STEP_STARTED",
    "INT, 130, OUTPUT",
    "TERM, 143, SECOND_STEP"
  })
  void leavesNothing(String signal, int code, Moment moment)
      throws IOException, InterruptedException {
    try (Command command = Command.start("run", endless(), "--json")) {
      reach(command, moment);
      command.signal(signal);
      assertEndedBySignal(command.await(), code);
    }
  }

  /** What has been written until then belongs to no result. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavesNoArtifacts(boolean there) throws IOException, InterruptedException {
    Path artifacts = directory.resolve("artifacts");
    if (there) {
      Files.createDirectory(artifacts);
    }
    try (Command command =
        Command.start("run", endless(), "--json", "--artifacts", artifacts.toString())) {
      reach(command, Moment.SECOND_STEP);
      assertThat(artifacts.resolve("001-kept")).hasContent("one");
      command.signal("INT");
      assertEndedBySignal(command.await(), 130);
    }
    if (there) {
      assertThat(artifacts).isEmptyDirectory();
    } else {
      assertThat(artifacts).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 22, 33, 44})
  void leavesNothingAtARandomMoment(long seed) throws IOException, InterruptedException {
    Duration delay = Duration.ofMillis(200 + new Random(seed).nextInt(2800));
    try (Command command = Command.start("run", endless(), "--json")) {
      assertThat(command.endsWithin(delay)).isFalse();
      command.signal("INT");
      Ended ended = command.await();
      assertThat(ended.code()).as(delay + " " + ended).isEqualTo(130);
    }
  }

  @Test
  void secondCtrlCDoesNotHinderTheCleanUp() throws IOException, InterruptedException {
    try (Command command = Command.start("run", endless(), "--json")) {
      reach(command, Moment.SECOND_STEP);
      command.signal("INT");
      command.signal("INT");
      command.signal("TERM");
      // the JVM takes each signal on a thread of its own: any of them can be the first
      assertThat(command.await().code()).isIn(130, 143);
    }
  }

  @Test
  void stopsVerifyToo() throws IOException, InterruptedException {
    Path task = endless();
    Path sample = Files.createDirectories(directory.resolve("submissions/accepted/it"));
    Files.writeString(sample.resolve("file"), "");
    try (Command command = Command.start("verify", task)) {
      String line = command.nextLine();
      while (line != null && !line.equals("two")) {
        line = command.nextLine();
      }
      assertThat(line).isEqualTo("two");
      command.signal("INT");
      assertThat(command.await().code()).isEqualTo(130);
    }
  }

  /** SIGKILL leaves no time to clean up: the next run does it. */
  @Test
  void nextRunRemovesWhatAKilledOneLeft() throws IOException, InterruptedException {
    Path state;
    try (Command command = Command.start("run", endless(), "--json")) {
      reach(command, Moment.SECOND_STEP);
      state = Path.of("/run/kriterion/run-" + command.pid());
      command.signal("KILL");
      assertThat(command.await().code()).isEqualTo(137);
    }
    assertThat(state.resolve("containerd.sock")).exists();
    Ended next = Command.run("run", Tasks.script(directory, "echo fine"), "--json");
    assertThat(next.code()).as(next::toString).isZero();
    assertThat(next.errors()).isEmpty();
    assertThat(state).doesNotExist();
  }

  private static void assertEndedBySignal(Ended ended, int code) {
    assertThat(ended.code()).as(ended::toString).isEqualTo(code);
    assertThat(ended.errors()).as(ended::toString).hasSizeLessThanOrEqualTo(1);
    assertThat(ended.stderr()).doesNotContain("\tat ", "Exception");
  }

  private static void reach(Command command, Moment moment) throws InterruptedException {
    Path state = Path.of("/run/kriterion/run-" + command.pid());
    switch (moment) {
      case PROCESS_STARTED -> awaitItself(command);
      case STATE_DIRECTORY -> await(command, state);
      case CONTAINERD_SOCKET -> await(command, state.resolve("containerd.sock"));
      case PLANNED -> read(command, "planned", null);
      case STEP_STARTED -> read(command, "step-started", "short");
      case OUTPUT -> read(command, "output", "short");
      case SECOND_STEP -> read(command, "output", "endless");
    }
  }

  /* It is started by env, which sets the signals to what they usually are. */
  private static void awaitItself(Command command) throws InterruptedException {
    assertThat(Poll.until(() -> !isEnv(command.pid()), PATIENCE)).isTrue();
  }

  private static boolean isEnv(long process) {
    try {
      return Files.readString(Path.of("/proc/" + process + "/comm")).equals("env\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(Command command, Path path) throws InterruptedException {
    assertThat(Poll.until(() -> Files.exists(path) || !command.alive(), PATIENCE)).isTrue();
    assertThat(command.alive()).isTrue();
  }

  private static void read(Command command, String kind, @Nullable String step) {
    for (String line = command.nextLine(); line != null; line = command.nextLine()) {
      JsonEvent event = JsonEvent.parse(line);
      if (event.kind().equals(kind) && (step == null || step.equals(event.text("step")))) {
        return;
      }
    }
    throw new AssertionError("the run ended without " + kind + " of " + step);
  }
}
