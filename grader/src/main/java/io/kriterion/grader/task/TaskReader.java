package io.kriterion.grader.task;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads a task from its YAML or JSON file, together with the input and expected output that it
 * names.
 */
public final class TaskReader {
  private TaskReader() {}

  /**
   * Reads a task. Blocks while it reads files: the task's own, at most 1 MiB, and those that steps
   * name, at most 64 MiB together.
   *
   * @param file the task's file; the paths in it are relative to its directory
   * @throws TaskFormatException if the file, or one that it names, is missing or malformed; names
   *     up to 20 problems
   */
  @SuppressWarnings("DoNotCallSuggester")
  public static Task read(Path file) {
    throw new TaskFormatException(List.of(file + ": reading is not built yet"));
  }
}
