package io.kriterion.grader.doctor;

import io.kriterion.grader.containerd.SearchPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The programs of a machine.
 *
 * @param directories where they are looked for, in order
 */
record Programs(List<Path> directories) {

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int LONGEST = 4096;

  Programs {
    directories = List.copyOf(directories);
  }

  /** Those of the PATH, and of the administrator's directories that a user's PATH lacks. */
  static Programs ofEnvironment() {
    return new Programs(SearchPath.ofEnvironment().directories());
  }

  Optional<Path> find(String name) {
    return new SearchPath(directories).find(name);
  }

  /**
   * The first line that a program prints of its version; blocks for three seconds at the most.
   * Empty when it says nothing or cannot be run.
   */
  static Optional<String> version(Path program) {
    Process process;
    try {
      process =
          new ProcessBuilder(program.toString(), "--version")
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return Optional.empty();
    }
    try {
      // the end of the program ends its output, and the deadline ends the program
      Thread deadline = Thread.ofVirtual().start(() -> endInTime(process));
      String text =
          new String(process.getInputStream().readNBytes(LONGEST), StandardCharsets.UTF_8);
      process.destroyForcibly();
      deadline.interrupt();
      return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void endInTime(Process process) {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
