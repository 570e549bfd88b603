package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.container.ContainerSpec;
import io.kriterion.cri.container.ContainerState;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.lease.Sandbox;
import io.kriterion.cri.logs.LogEntry;
import io.kriterion.cri.logs.LogFollower;
import io.kriterion.cri.logs.LogOptions;
import io.kriterion.cri.logs.LogReader;
import io.kriterion.cri.logs.LogStream;
import io.kriterion.cri.stream.AttachSession;
import io.kriterion.cri.stream.AttachSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log file that a runtime writes of a main process. */
public abstract class LogConformance extends Conformance {

  private static final String FILE = "main.log";

  @TempDir private Path directory = Path.of("");

  private Sandbox logging() {
    needs(Trait.MAIN_PROCESS);
    return runtime().client().runSandbox(pod().logDirectory(directory).build());
  }

  private ContainerSpec logged(String... arguments) {
    return container(arguments).logPath(FILE).stdin(true).build();
  }

  private static String text(List<LogEntry> entries, LogStream stream) {
    StringBuilder text = new StringBuilder();
    entries.stream()
        .filter(entry -> entry.stream() == stream)
        .forEach(entry ->
            text.append(new String(entry.bytes(), UTF_8)).append(entry.partial() ? "" : "\n"));
    return text.toString();
  }

  private static LogFollower follower(Path file, Container container) throws IOException {
    return LogFollower.open(
        file, LogOptions.ALL, () -> container.status().state() == ContainerState.EXITED);
  }

  /* Reads until these streams have said so much. */
  private static List<LogEntry> follow(LogFollower follower, int lines) throws Exception {
    List<LogEntry> entries = new ArrayList<>();
    while (entries.size() < lines) {
      Optional<LogEntry> next = follower.next(SOON);
      assertThat(next).as(entries.size() + " of " + lines).isPresent();
      entries.add(next.orElseThrow());
    }
    return entries;
  }

  @Test
  void bothStreamsAreFollowedWhileTheProcessRuns() throws Exception {
    try (Sandbox sandbox = logging();
        Container container = sandbox.run(logged("log", "1000"))) {
      Path file = directory.resolve(FILE);
      try (LogFollower follower = follower(file, container)) {
        List<LogEntry> entries = follow(follower, 1001);
        StringBuilder expected = new StringBuilder();
        for (int line = 0; line < 1000; line++) {
          expected.append("line ").append(line).append('\n');
        }
        assertThat(text(entries, LogStream.STDOUT)).isEqualTo(expected.toString());
        assertThat(text(entries, LogStream.STDERR)).isEqualTo("said\n");
      }
      try (LogReader reader = LogReader.open(file, LogOptions.ALL.tail(1).only(LogStream.STDOUT))) {
        assertThat(reader.next())
            .hasValueSatisfying(
                last -> assertThat(last.bytes()).asString(UTF_8).isEqualTo("line 999"));
        assertThat(reader.next()).isEmpty();
      }
    }
  }

  @Test
  void reopenedLogGoesOnInANewFile() throws Exception {
    AttachSpec input = AttachSpec.outputs().withStdin(true);
    try (Sandbox sandbox = logging();
        Container container = sandbox.run(logged("answer"))) {
      Path file = directory.resolve(FILE);
      try (AttachSession session = runtime().client().streams().attach(container.id(), input);
          LogFollower follower = follower(file, container)) {
        session.stdin().write("one\n".getBytes(UTF_8));
        assertThat(text(follow(follower, 1), LogStream.STDOUT)).isEqualTo("got one\n");
        Files.move(file, directory.resolve(FILE + ".20260101-000000"));
        runtime().client().maintenance().reopenContainerLog(container.id());
        session.stdin().write("two\n".getBytes(UTF_8));
        assertThat(text(follow(follower, 1), LogStream.STDOUT)).isEqualTo("got two\n");
        assertThat(Files.readString(file)).contains("got two").doesNotContain("got one");
      }
    }
  }

  @Test
  void containersOfAPodHaveTheirOwnLogs() throws Exception {
    try (Sandbox sandbox = logging()) {
      for (int number = 1; number <= 3; number++) {
        ContainerSpec spec =
            container("log", "" + number).logPath("pod/" + number + ".log").build();
        Container container = sandbox.run(spec);
        try (LogFollower follower =
            follower(directory.resolve("pod").resolve(number + ".log"), container)) {
          List<LogEntry> entries = follow(follower, number + 1);
          assertThat(text(entries, LogStream.STDOUT).lines()).hasSize(number);
          assertThat(text(entries, LogStream.STDERR)).isEqualTo("said\n");
        }
      }
      for (int number = 1; number <= 3; number++) {
        assertThat(Files.readAllLines(directory.resolve("pod").resolve(number + ".log")))
            .as("nothing of the others")
            .hasSize(number + 1);
      }
    }
  }
}
