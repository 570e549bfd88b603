package io.kriterion.it.grading;

import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A task of interactive steps, put together by a test. */
final class InteractiveTask {

  private static final String HEAD =
      """
      name: talks
      environment: base
      limits: { cpu-time: 20s, wall-time: 60s, memory: 64MiB, disk: 8MiB }
      steps:
      """;

  /* Knows the number that it is called with; ten guesses are enough. */
  private static final String JUDGE =
      """
      echo "from 1 to 1000"
      for i in 1 2 3 4 5 6 7 8 9 10; do
        read guess || { echo "no guess came" >&2; exit 43; }
        [ "$guess" = "$1" ] && { echo found; exit 42; }
        [ "$guess" -lt "$1" ] && echo higher || echo lower
      done
      echo "ten guesses were not enough" >&2
      exit 43
      """;

  private final StringBuilder yaml = new StringBuilder(HEAD);

  /** An interactor that is a shell script, as the keys of {@code interactive}. */
  static String script(String script) {
    return "run:\n  - sh\n  - -c\n  - |\n" + script.indent(4);
  }

  /**
   * Adds a step.
   *
   * @param script the step's program, for a shell
   * @param interactive the keys of its interactor
   * @param lines further lines of the step
   */
  InteractiveTask add(String name, String script, String interactive, String... lines) {
    yaml.append("  - name: ").append(name).append('\n');
    yaml.append("    run:\n      - sh\n      - -c\n      - |\n").append(script.indent(8));
    yaml.append("    interactive:\n").append(interactive.indent(6));
    for (String line : lines) {
      yaml.append("    ").append(line).append('\n');
    }
    return this;
  }

  /** Adds a step against the judge that knows 700. */
  InteractiveTask guess(String name, String script, String... lines) {
    return add(name, script, "run: [sh, judge.sh, 700]\nfiles: [judge.sh]\n", lines);
  }

  /** The task, read from a file in a directory. */
  Task in(Path directory) throws IOException {
    Files.writeString(directory.resolve("judge.sh"), JUDGE);
    return TaskReader.read(Files.writeString(directory.resolve("task.yaml"), yaml.toString()));
  }
}
