package io.kriterion.it.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Task files that tests write. */
final class Tasks {

  private Tasks() {}

  /** A task that is one shell script in the base environment. */
  static Path script(Path directory, String script) throws IOException {
    return yaml(
        directory,
        """
        name: test
        environment: base
        limits: { wall-time: 1m }
        steps:
          - name: run
            run: [sh, -c, '%s']
        """
            .formatted(script));
  }

  /** A task file with this text. */
  static Path yaml(Path directory, String text) throws IOException {
    Path file = directory.resolve("task.yaml");
    Files.writeString(file, text);
    return file;
  }
}
