package io.kriterion.it.corpus;

import io.kriterion.it.node.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The kind of machine that a run was made on: what decides its outcome, and nothing that changes
 * from run to run.
 *
 * @param lines one thing each
 */
record Machine(List<String> lines) {

  Machine {
    lines = List.copyOf(lines);
  }

  static Machine of(TestNode node) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "kernel: "
            + System.getProperty("os.name")
            + " "
            + release()
            + " on "
            + System.getProperty("os.arch"));
    lines.add(
        "cgroups: "
            + (Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))
                ? "version 2"
                : "version 1"));
    var version = node.connection().host().client().version();
    lines.add("runtime: " + version.name() + " " + version.version());
    for (String handler : node.containerd().handlers()) {
      lines.add("handler " + handler + ": " + versionOf(handler));
    }
    return new Machine(lines);
  }

  /* Two numbers: what comes after them is a matter of updates. */
  private static String release() {
    return System.getProperty("os.version", "").replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }

  private static String versionOf(String handler) {
    try {
      Process process = new ProcessBuilder(handler, "--version").redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said.lines().findFirst().orElse("says no version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
