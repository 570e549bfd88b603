package io.kriterion.it.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that was run to its end.
 *
 * @param code its exit code
 */
record Program(int code, String stdout, String stderr) {

  private static final long PATIENCE_MINUTES = 2;

  /** Runs it with nothing in its environment but these variables and a plain PATH. */
  static Program run(Map<String, String> environment, Object... command)
      throws IOException, InterruptedException {
    Path stdout = Files.createTempFile("it-stdout-", ".txt");
    Path stderr = Files.createTempFile("it-stderr-", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(Arrays.stream(command).map(String::valueOf).toList())
              .redirectInput(new File("/dev/null"))
              .redirectOutput(stdout.toFile())
              .redirectError(stderr.toFile());
      builder.environment().clear();
      builder.environment().put("PATH", "/usr/bin:/bin");
      builder.environment().putAll(environment);
      Process process = builder.start();
      try {
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
          throw new AssertionError(List.of(command) + " does not end");
        }
      } finally {
        process.destroyForcibly();
      }
      return new Program(
          process.exitValue(), Files.readString(stdout, UTF_8), Files.readString(stderr, UTF_8));
    } finally {
      Files.delete(stdout);
      Files.delete(stderr);
    }
  }
}
