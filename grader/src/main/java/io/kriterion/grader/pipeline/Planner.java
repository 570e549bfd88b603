package io.kriterion.grader.pipeline;

import com.google.common.math.LongMath;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.ImageSource;
import io.kriterion.grader.task.Interactor;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns a task and a submission into a plan, or refuses them with a reason. */
public final class Planner {

  private Planner() {}

  /**
   * Plans a task whose handler and images have been settled. Reads the task's own files, after it
   * has looked whether they fit.
   *
   * @param handler the runtime handler
   * @param images the task's images and those of its interactors, which the runtime has
   * @throws GraderException of class TASK when the files cannot be read or do not fit into the disk
   *     limit of their sandbox
   */
  public static Plan plan(
      Task task, Submission submission, String handler, Map<ImageSource, PlannedImage> images) {
    TaskFiles sources = new TaskFiles();
    requireFit(
        "the submission's and the task's files have",
        LongMath.saturatedAdd(submission.size().bytes(), sources.size(task.files())),
        task.limits().disk());
    List<SubmittedFile> files = new ArrayList<>(submission.files());
    files.addAll(sources.read(task.files()));
    Map<String, PlannedInteractor> interactors = new HashMap<>();
    for (Step step : task.steps()) {
      if (step.interactor().isPresent()) {
        Interactor interactor = step.interactor().get();
        requireFit(
            "the files of an interactor have",
            sources.size(interactor.files()),
            interactor.limits().disk());
        interactors.put(
            step.name(),
            new PlannedInteractor(
                image(interactor.image(), images), sources.read(interactor.files())));
      }
    }
    return new Plan(task, handler, image(task.image(), images), files, interactors);
  }

  private static PlannedImage image(ImageSource source, Map<ImageSource, PlannedImage> images) {
    return Objects.requireNonNull(images.get(source), "an image that has not been settled");
  }

  private static void requireFit(String whose, long bytes, ByteSize disk) {
    if (bytes > disk.bytes()) {
      throw new GraderException(
          FailureClass.TASK,
          "%s %s together, more than the disk limit of %s"
              .formatted(whose, new ByteSize(bytes), disk));
    }
  }
}
