package io.kriterion.grader.pipeline;

import io.kriterion.grader.runtime.HandlerSettings;
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
 * @param files what goes into the workspace, in this order: a later file replaces an earlier one of
 *     the same path
 * @param settings what the node knows of the handler
 * @param attempt which attempt at the task this is, from 1
 */
public record Plan(
    Task task,
    String handler,
    PlannedImage image,
    List<SubmittedFile> files,
    HandlerSettings settings,
    int attempt) {

  /** Copies the list. */
  public Plan {
    files = List.copyOf(files);
  }

  /** A first attempt, on a handler of which no more is known than its name. */
  public Plan(Task task, String handler, PlannedImage image, List<SubmittedFile> files) {
    this(task, handler, image, files, HandlerSettings.of(handler), 1);
  }

  private MainProcess main() {
    return switch (task.init()) {
      case NONE -> MainProcess.IMAGE;
      case MAIN -> settings.attach() ? MainProcess.INIT : MainProcess.PARK;
    };
  }

  /** The sandbox that it needs. */
  public SandboxShape shape() {
    return SandboxShape.fitting(
        handler,
        settings.isolation(),
        image.id(),
        task.limits().memory(),
        task.limits().disk(),
        main());
  }

  /** The same on a handler of which more is known. */
  public Plan withSettings(HandlerSettings known) {
    return new Plan(task, handler, image, files, known, attempt);
  }

  /** The same as another attempt. */
  public Plan withAttempt(int number) {
    return new Plan(task, handler, image, files, settings, number);
  }

  /** The same without the steps after the one of this name. */
  Plan upTo(String step) {
    return new Plan(task.upTo(step), handler, image, files, settings, attempt);
  }
}
