package io.kriterion.grader.containerd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Short programs of the machine, run to their end. */
final class Command {

  private Command() {}

  /**
   * Runs a program with no input. Blocks up to {@code timeout}, then kills it.
   *
   * @param what what this is for, the beginning of the error message
   * @throws ContainerdException when it does not end in time or not with 0; carries the last line
   *     that it wrote
   * @throws InterruptedException when the thread is interrupted; the program is killed
   */
  static void run(String what, Duration timeout, List<String> command) throws InterruptedException {
    Path output = null;
    Process process = null;
    try {
      output = Files.createTempFile("kriterion-", ".out");
      process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ContainerdException(
            what + ": " + command.get(0) + " did not end within " + timeout.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new ContainerdException(what + ": " + lastLine(output, process.exitValue()));
      }
    } catch (IOException e) {
      throw new ContainerdException(what + ": " + e.getMessage(), e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
      delete(output);
    }
  }

  private static String lastLine(Path output, int code) throws IOException {
    return Files.readString(output, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((first, second) -> second)
        .map(line -> line.replaceFirst("^(ctr|rm): ", ""))
        .orElse("exit code " + code);
  }

  private static void delete(@org.jspecify.annotations.Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A forgotten temporary file is no reason to hide what the program said.
      return;
    }
  }
}
