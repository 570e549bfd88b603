package io.kriterion.it.cri;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;

/** Programs of this machine. */
final class Commands {

  private Commands() {}

  /** Runs one to its end; what it prints on both outputs. It must succeed. */
  static String run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    int code = waitFor(process);
    if (code != 0) {
      throw new IOException(command + " ended with " + code + ": " + said);
    }
    return said;
  }

  private static int waitFor(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
