package io.kriterion.it.cri;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of this machine. */
final class Commands {

  private static final int PATIENCE_SECONDS = 60;

  private Commands() {}

  /** Runs one to its end, a minute at most; what it prints on both outputs. It must succeed. */
  static String run(List<String> command) throws IOException {
    Path output = Files.createTempFile("it-command-", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended = endsInTime(process);
      String said = Files.readString(output, UTF_8);
      if (!ended || process.exitValue() != 0) {
        String how = ended ? "ended with " + process.exitValue() : "did not end";
        throw new IOException(command + " " + how + ": " + said);
      }
      return said;
    } finally {
      Files.delete(output);
    }
  }

  private static boolean endsInTime(Process process) throws IOException {
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      process.destroyForcibly();
    }
  }
}
