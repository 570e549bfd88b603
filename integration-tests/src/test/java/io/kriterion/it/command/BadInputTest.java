package io.kriterion.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.it.command.Command.Ended;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tasks and submissions that cannot be graded: one clear line, the right code, nothing left. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class BadInputTest {

  private static final int BAD_INPUT = 2;
  private static final int NODE_FAILED = 3;

  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  @TempDir private Path directory = Path.of("");

  private static Ended run(Path task, String... more) throws IOException, InterruptedException {
    List<Object> arguments = new ArrayList<>(List.of("run", task));
    arguments.addAll(List.of("--endpoint", "unix://" + NODE.get().containerd().socket()));
    arguments.addAll(List.of(more));
    return Command.run(arguments.toArray());
  }

  private static void assertRefused(Ended ended, int code, String... words) {
    ended.assertRefused(code, words);
    assertThat(ended.stdout()).doesNotContain("STEP", "VERDICT");
  }

  private Path task() throws IOException {
    return Tasks.script(directory, "echo hello");
  }

  private Path task(String head, String step) throws IOException {
    return Tasks.yaml(
        directory,
        """
        name: bad
        %s
        steps:
          - name: run
            run: [echo, hello]
            %s
        """
            .formatted(head, step));
  }

  @Test
  void unknownEnvironment() throws IOException, InterruptedException {
    assertRefused(
        run(task("environment: cobol", "")),
        BAD_INPUT,
        "cobol",
        "base",
        "kriterion.local/cobol:latest");
  }

  @Test
  void imageThatNoRegistryHas() throws IOException, InterruptedException {
    assertRefused(
        run(task("image: registry.invalid/not/there:1", "")),
        NODE_FAILED,
        "registry.invalid/not/there:1",
        "cannot be pulled");
  }

  @Test
  void registryThatRefusesConnections() throws IOException, InterruptedException {
    assertRefused(
        run(task("image: 127.0.0.1:1/not/there:1", "")), NODE_FAILED, "127.0.0.1:1/not/there:1");
  }

  @Test
  void unknownHandler() throws IOException, InterruptedException {
    assertRefused(
        run(task(), "--runtime", "no-such-handler"), BAD_INPUT, "no-such-handler", "runc");
    assertRefused(
        run(task("environment: base\nruntime: no-such-wish", "")), BAD_INPUT, "no-such-wish");
  }

  @Test
  void taskThatIsNotThere() throws IOException, InterruptedException {
    assertRefused(run(directory.resolve("absent.yaml")), BAD_INPUT, "absent.yaml");
  }

  @Test
  void yamlThatDoesNotParse() throws IOException, InterruptedException {
    Path task = Tasks.yaml(directory, "name: x\nsteps: [ { name: y\nenvironment: base\n");
    assertRefused(run(task), BAD_INPUT, "task.yaml:");
  }

  @Test
  void unknownKey() throws IOException, InterruptedException {
    assertRefused(
        run(task("environment: base\nlimit: { memory: 64MiB }", "")),
        BAD_INPUT,
        "task.yaml:3",
        "limit",
        "limits");
  }

  @Test
  void negativeLimit() throws IOException, InterruptedException {
    assertRefused(
        run(task("environment: base", "limits: { cpu-time: -1s }")),
        BAD_INPUT,
        "task.yaml:6",
        "cpu-time",
        "-1s");
  }

  @Test
  void severalProblemsAreSeveralLines() throws IOException, InterruptedException {
    Ended ended = run(task("environment: base\nruntimes: runc", "limits: { memory: -1MiB }"));
    assertThat(ended.code()).isEqualTo(BAD_INPUT);
    assertThat(ended.errors())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("kriterion: ").contains("task.yaml:"));
  }

  @Test
  void taskFilesOutsideItsDirectory() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("outside"), "secret");
    Path inner = Files.createDirectory(directory.resolve("inner"));
    Files.createSymbolicLink(inner.resolve("link"), directory.resolve("outside"));
    for (String path : List.of("../outside", "link", "/etc/passwd")) {
      Path task =
          Tasks.yaml(
              inner,
              """
              name: bad
              environment: base
              files: ['%s']
              steps:
                - name: run
                  run: [echo, hello]
              """
                  .formatted(path));
      assertRefused(run(task), BAD_INPUT, "task.yaml:3", path);
    }
  }

  @Test
  void submissionThatIsNotThere() throws IOException, InterruptedException {
    assertRefused(
        run(task(), "--submission", directory.resolve("absent").toString()), BAD_INPUT, "absent");
  }

  @Test
  void submissionWithALinkOutOfItsDirectory() throws IOException, InterruptedException {
    Path submission = Files.createDirectory(directory.resolve("s"));
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createSymbolicLink(
        submission.resolve("link"), Files.writeString(outside.resolve("file"), "secret"));
    assertRefused(
        run(task(), "--submission", submission.toString()), BAD_INPUT, "link", "symbolic link");
    Path link = Files.createSymbolicLink(directory.resolve("whole"), outside);
    assertRefused(
        run(task(), "--submission", link.toString()), BAD_INPUT, "whole", "symbolic link");
  }

  @Test
  void submissionWithALineBreakInAName() throws IOException, InterruptedException {
    Path submission = Files.createDirectory(directory.resolve("s"));
    Files.writeString(submission.resolve("a\nkriterion: fake"), "");
    assertRefused(
        run(task(), "--submission", submission.toString()), BAD_INPUT, "line break", "\\u000a");
  }

  @Test
  void submissionWithAPipe() throws IOException, InterruptedException {
    Path submission = Files.createDirectory(directory.resolve("s"));
    assertThat(
            new ProcessBuilder("mkfifo", submission.resolve("pipe").toString()).start().waitFor())
        .isZero();
    assertRefused(run(task(), "--submission", submission.toString()), BAD_INPUT, "pipe", "neither");
  }

  @Test
  void failureIsTheLastEventToo() throws IOException, InterruptedException {
    Ended ended = run(task("environment: cobol", ""), "--json");
    assertRefused(ended, BAD_INPUT, "cobol");
    assertThat(ended.stdout().lines())
        .singleElement()
        .satisfies(line -> {
          assertThat(JsonEvent.parse(line).kind()).isEqualTo("failed");
          assertThat(JsonEvent.parse(line).text("reason")).contains("cobol");
        });
  }
}
