package io.kriterion.grader.pipeline;

import io.kriterion.grader.runtime.HandlerSettings;
import io.kriterion.grader.sandbox.MainProcess;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.Interactor;
import io.kriterion.grader.task.Task;
import java.util.List;
import java.util.Map;

/**
 * A task turned into facts: nothing of it has to be looked up or may fail for its form any more.
 *
 * @param task the task
 * @param handler the runtime handler
 * @param image the image, which the runtime has
 * @param files what goes into the workspace, in this order: a later file replaces an earlier one of
 *     the same path
 * @param interactors those of the interactive steps, by the step's name
 * @param settings what the node knows of the handler
 * @param attempt which attempt at the task this is, from 1
 */
public record Plan(
    Task task,
    String handler,
    PlannedImage image,
    List<SubmittedFile> files,
    Map<String, PlannedInteractor> interactors,
    HandlerSettings settings,
    int attempt) {

  /** Copies the list and the map. */
  public Plan {
    files = List.copyOf(files);
    interactors = Map.copyOf(interactors);
  }

  /** A first attempt, on a handler of which no more is known than its name. */
  public Plan(
      Task task,
      String handler,
      PlannedImage image,
      List<SubmittedFile> files,
      Map<String, PlannedInteractor> interactors) {
    this(task, handler, image, files, interactors, HandlerSettings.of(handler), 1);
  }

  private MainProcess main() {
    return switch (task.init()) {
      case NONE -> MainProcess.IMAGE;
      case MAIN -> initAsMain();
    };
  }

  private MainProcess initAsMain() {
    return settings.attach() ? MainProcess.INIT : MainProcess.PARK;
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

  /**
   * The sandbox that the interactor of a step needs. Its main process is kriterion-init, whatever
   * the task says of the submission's sandbox.
   */
  SandboxShape shape(Interactor interactor, PlannedInteractor planned) {
    return SandboxShape.fitting(
        handler,
        settings.isolation(),
        planned.image().id(),
        interactor.limits().memory(),
        interactor.limits().disk(),
        initAsMain());
  }

  /** The same on a handler of which more is known. */
  public Plan withSettings(HandlerSettings known) {
    return new Plan(task, handler, image, files, interactors, known, attempt);
  }

  /** The same as another attempt. */
  public Plan withAttempt(int number) {
    return new Plan(task, handler, image, files, interactors, settings, number);
  }

  /** The same without the steps after the one of this name. */
  Plan upTo(String step) {
    return new Plan(task.upTo(step), handler, image, files, interactors, settings, attempt);
  }
}
