package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskDirectoryTest {
  @TempDir private Path outside;
  private Path directory = Path.of("/nonexistent");

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(outside.resolve("secret"), "secret");
    directory = Files.createDirectory(outside.resolve("task"));
    Path tests = Files.createDirectory(directory.resolve("tests"));
    Files.writeString(tests.resolve("in"), "in");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("../secret"));
    Files.createSymbolicLink(directory.resolve("inner"), Path.of("tests/in"));
    Files.createSymbolicLink(directory.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "link | \"link\" is a symbolic link, which is not followed",
        "inner | \"inner\" is a symbolic link, which is not followed",
        "up/secret | \"up\" is a symbolic link, which is not followed",
        "dangling | \"dangling\" is a symbolic link, which is not followed",
        "tests | \"tests\" is a directory (expected: a file)",
        "tests/out | \"tests/out\": no such file beside the task's file",
        "tests/in/x | \"tests/in\" is a file, not a directory",
      })
  void refusesFile(String path, String problem) throws IOException {
    assertRefused(path, problem);
  }

  @ParameterizedTest
  @CsvSource({
    "../secret",
    "/etc/passwd",
    "tests/../../secret",
    "./tests/in",
    "tests//in",
    "tests/",
    "..",
    ".",
    "''",
    "'tests\\nin'"
  })
  void refusesPath(String path) throws IOException {
    assertRefused(
        path,
        '"'
            + path
            + "\" is not a path inside the directory (expected: relative, no empty, \".\" or \"..\" part, no control characters)");
  }

  @Test
  void refusesASocket() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
      assertRefused("s", "\"s\" is neither a file nor a directory");
    }
  }

  @Test
  void refusesALongName() throws IOException {
    String name = "é".repeat(128);
    assertRefused(
        name, '"' + "é".repeat(60) + "…\" is longer than 255 bytes, which no file name may be");
  }

  @Test
  void followsLinksAboveTheTask() throws IOException {
    Path alias = Files.createSymbolicLink(outside.resolve("alias"), directory);
    Files.writeString(
        directory.resolve("task.yaml"), TaskYaml.withStep("stdin: { file: tests/in }"));
    assertThat(TaskReader.read(alias.resolve("task.yaml")).steps().getFirst().stdin())
        .isEqualTo(Bytes.ofText("in"));
  }

  private void assertRefused(String path, String problem) throws IOException {
    Path file =
        TaskYaml.write(
            directory,
            TaskYaml.withStep("stdin: { file: \"" + path + "\" }") + "files: [\"" + path + "\"]\n");
    TaskFormatException refused =
        catchThrowableOfType(TaskFormatException.class, () -> TaskReader.read(file));
    assertThat(refused).as("the task is refused").isNotNull();
    assertThat(refused.problems())
        .containsExactly(
            file + ":7: files[0]: " + problem, file + ":6: steps[0].stdin.file: " + problem);
  }
}
