package io.kriterion.grader.task;

import io.kriterion.grader.text.TaskText;
import java.nio.file.Path;

/**
 * A file of the task that goes into the sandbox beside the submission.
 *
 * @param source the file on the node: absolute; a regular file reached through no symbolic link
 *     below the task's directory when the task was read
 * @param target where it goes: a relative path below the sandbox's workspace, no {@code .} or
 *     {@code ..} in it
 */
public record TaskFile(Path source, String target) {
  /**
   * Checks both paths' form, not the file.
   *
   * @throws IllegalArgumentException if {@code source} is relative or {@code target} could leave
   *     the workspace
   */
  public TaskFile {
    if (!source.isAbsolute()) {
      throw new IllegalArgumentException("source: " + source + " (expected: an absolute path)");
    }
    TaskText.require(TaskText.PATH, target, "target");
  }
}
