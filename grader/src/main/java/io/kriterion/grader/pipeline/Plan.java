package io.kriterion.grader.pipeline;

import io.kriterion.grader.sandbox.MainProcess;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.Task;
import java.util.List;

/**
 * A task turned into facts: nothing of it has to be looked up or may fail for its form any more.
 *
 * @param task the task
 * @param handler the runtime handler
 * @param image the image, which the runtime has
 * @param main what runs first in the sandbox
 * @param files what goes into the workspace, in this order: a later file replaces an earlier one of
 *     the same path
 */
public record Plan(
    Task task, String handler, PlannedImage image, MainProcess main, List<SubmittedFile> files) {

  /** Copies the list. */
  public Plan {
    files = List.copyOf(files);
  }

  /** The sandbox that it needs. */
  public SandboxShape shape() {
    return SandboxShape.fitting(
        handler, image.id(), task.limits().memory(), task.limits().disk(), main);
  }
}
