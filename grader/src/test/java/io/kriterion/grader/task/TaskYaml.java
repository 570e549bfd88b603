package io.kriterion.grader.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes task files for tests. */
final class TaskYaml {
  /** A task of one step; the other constants replace a part of it. */
  static final String SMALLEST =
      """
      name: t
      environment: base
      steps:
        - name: run
          run: [./a]
      """;

  private TaskYaml() {}

  static Task read(Path directory, String yaml) throws IOException {
    return TaskReader.read(write(directory, yaml));
  }

  static Path write(Path directory, String yaml) throws IOException {
    return Files.writeString(directory.resolve("task.yaml"), yaml);
  }

  /** {@link #SMALLEST} with {@code lines} added to its step. */
  static String withStep(String lines) {
    return SMALLEST + lines.indent(4);
  }

  /** {@link #SMALLEST} with {@code lines} added to the task. */
  static String withTask(String lines) {
    return SMALLEST + lines + "\n";
  }
}
