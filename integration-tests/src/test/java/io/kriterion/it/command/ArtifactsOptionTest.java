package io.kriterion.it.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.it.command.Command.Ended;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kriterion run} does with what a submission leaves: files, and events. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class ArtifactsOptionTest {

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  @TempDir private Path directory = Path.of("");

  private static String endpoint() {
    return "--endpoint=unix://" + NODE.get().containerd().socket();
  }

  private Path leaving() throws IOException {
    return Tasks.yaml(
        directory,
        """
        name: leaves
        environment: base
        steps:
          - name: build
            run: [sh, -c, "mkdir out; seq 1 20000 >out/numbers; ln -s /etc/passwd out/users"]
            artifacts: [out/numbers, out/users]
          - name: fail
            run: [sh, -c, "printf '#!/bin/sh\\ntouch /tmp/never\\n' >run.sh; chmod 755 run.sh; exit 1"]
            artifacts: [run.sh]
        """);
  }

  private static String numbers() {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= 20_000; i++) {
      text.append(i).append('\n');
    }
    return text.toString();
  }

  @Test
  void artifactsAreWrittenIntoANewDirectory() throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Ended ended = Command.run("run", leaving(), "--artifacts", out, endpoint());
    assertThat(ended.code()).as(ended::toString).isEqualTo(1);
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.stdout())
        .contains(
            "--- artifact out/numbers, 108894 bytes\n",
            "--- no artifact out/users: it is a symbolic link\n",
            "RUNTIME_ERROR, 0 of 0 points\n")
        .endsWith("2 of 3 artifacts are in " + out + "\n");
    assertThat(out.resolve("001-numbers")).hasContent(numbers());
    assertThat(out.resolve("003-run.sh")).hasContent("#!/bin/sh\ntouch /tmp/never");
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files)
          .hasSize(2)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
    Ended again = Command.run("run", leaving(), "--artifacts", out, endpoint());
    again.assertRefused(2, "out", "is not empty");
    assertThat(out.resolve("001-numbers")).hasContent(numbers());
  }

  @Test
  void artifactsAreEventsToo() throws IOException, InterruptedException {
    Ended ended = Command.run("run", leaving(), "--json", endpoint());
    assertThat(ended.code()).as(ended::toString).isEqualTo(1);
    List<JsonEvent> events = ended.stdout().lines().map(JsonEvent::parse).toList();
    assertThat(events)
        .allSatisfy(
            e -> assertThat(e.keys()).containsExactlyInAnyOrderElementsOf(e.expectedKeys()));
    StringBuilder numbers = new StringBuilder();
    for (JsonEvent event : events) {
      if (event.kind().equals("artifact") && event.text("path").equals("out/numbers")) {
        assertThat(event.number("offset")).isEqualTo(numbers.length());
        assertThat(event.number("size")).isEqualTo(108_894);
        numbers.append(new String(Base64.getDecoder().decode(event.text("data")), UTF_8));
      }
    }
    assertThat(numbers).hasToString(numbers());
    assertThat(events.stream().filter(e -> e.kind().equals("artifact-missing")))
        .singleElement()
        .satisfies(e -> assertThat(e.text("reason")).isEqualTo("link"));
  }
}
