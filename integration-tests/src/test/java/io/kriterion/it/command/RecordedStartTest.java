package io.kriterion.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.it.command.Command.Ended;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The recorded start is complete: a command that grades reads hardly a class from an archive. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class RecordedStartTest {

  /* Classes that the JDK makes while it runs and does not record. */
  private static final Pattern MADE =
      Pattern.compile("\\$\\$TypeSwitch/|\\$\\$Lambda/|\\$Proxy[0-9]|__JVM_|__dynamic_proxy__");

  private static final int MOST_UNRECORDED = 20;

  @TempDir private Path directory = Path.of("");

  @Test
  void whatGradesIsRecorded() throws IOException, InterruptedException {
    Path log = directory.resolve("classes.txt");
    Path task = Tasks.script(directory, "exit 0");
    try (TestNode node = TestNode.start("base")) {
      String endpoint = "--endpoint=unix://" + node.containerd().socket();
      run(Map.of("KRITERION_RECORD_START", "1"), task, endpoint);
      run(Map.of("KRITERION_JAVA_OPTS", "-Xlog:class+load:file=" + log), task, endpoint);
    }
    List<String> loaded = Files.readAllLines(log);
    assertThat(loaded).hasSizeGreaterThan(1000);
    assertThat(
            loaded.stream()
                .filter(line -> !line.contains("source: shared objects file"))
                .filter(line -> line.contains(".jar") || line.contains("io.kriterion"))
                .filter(line -> !MADE.matcher(line).find()))
        .as("a few depend on chance or on the speed of the machine")
        .hasSizeLessThan(MOST_UNRECORDED);
  }

  private static void run(Map<String, String> environment, Path task, String endpoint)
      throws IOException, InterruptedException {
    try (Command command = Command.startWith(environment, "run", task, endpoint)) {
      Ended ended = command.await();
      assertThat(ended.code()).as(ended::toString).isZero();
    }
  }
}
