package io.kriterion.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.it.command.Command.Ended;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code kriterion doctor} on this machine, which can grade, and with a runtime that cannot. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class DoctorCommandTest {

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  private static String endpoint() {
    return "unix://" + NODE.get().containerd().socket();
  }

  @Test
  void aRuntimeThatServesIsFoundFit() throws IOException, InterruptedException {
    Ended ended = Command.run("doctor", "--endpoint", endpoint());
    assertThat(ended.stdout().lines())
        .as(ended::toString)
        .anyMatch(line -> line.equals("ok       runtime: can be given submissions"))
        .anyMatch(line -> line.startsWith("ok       network: pods have none"))
        .anyMatch(line -> line.matches("(ok|warning) +runc: /.*runc version .*"))
        .anyMatch(line -> line.startsWith("ok       cgroups: cgroup v"));
    assertThat(ended.code()).as(ended::toString).isIn(0, 1);
  }

  @Test
  void jsonIsOneObjectPerLine() throws IOException, InterruptedException {
    Ended ended = Command.run("doctor", "--json", "--endpoint", endpoint());
    assertThat(ended.stdout().lines())
        .as(ended::toString)
        .isNotEmpty()
        .allMatch(line ->
            line.matches(
                "\\{\"check\":\".+\",\"level\":\"(ok|warning|problem)\",\"found\":\".+\","
                    + "\"advice\":\".*\"\\}"));
  }

  @Test
  void aRuntimeThatDoesNotAnswerIsAProblem(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path nobody = Files.createFile(directory.resolve("nobody.sock"));
    Ended ended = Command.run("doctor", "--endpoint", nobody);
    assertThat(ended.code()).as(ended::toString).isEqualTo(1);
    assertThat(ended.stdout().lines())
        .anyMatch(line -> line.startsWith("problem  runtime: cannot be used: "));
  }
}
