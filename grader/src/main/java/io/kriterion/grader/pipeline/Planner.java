package io.kriterion.grader.pipeline;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.ImageSource;
import io.kriterion.grader.task.Interactor;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns a task and a submission into a plan, or refuses them with a reason. */
public final class Planner {

  private Planner() {}

  /**
   * Plans a task whose handler and images have been settled. Reads the task's own files.
   *
   * @param handler the runtime handler
   * @param images the task's images and those of its interactors, which the runtime has
   * @throws GraderException of class TASK when the files cannot be read or do not fit into the disk
   *     limit of their sandbox
   */
  public static Plan plan(
      Task task, Submission submission, String handler, Map<ImageSource, PlannedImage> images) {
    Map<TaskFile, SubmittedFile> known = new HashMap<>();
    List<SubmittedFile> files = new ArrayList<>(submission.files());
    files.addAll(read(task.files(), known));
    requireFit("the submission's and the task's files have", files, task.limits().disk());
    Map<String, PlannedInteractor> interactors = new HashMap<>();
    for (Step step : task.steps()) {
      if (step.interactor().isPresent()) {
        Interactor interactor = step.interactor().get();
        List<SubmittedFile> own = read(interactor.files(), known);
        requireFit("the files of an interactor have", own, interactor.limits().disk());
        interactors.put(step.name(), new PlannedInteractor(image(interactor.image(), images), own));
      }
    }
    return new Plan(task, handler, image(task.image(), images), files, interactors);
  }

  private static PlannedImage image(ImageSource source, Map<ImageSource, PlannedImage> images) {
    return Objects.requireNonNull(images.get(source), "an image that has not been settled");
  }

  private static void requireFit(String whose, List<SubmittedFile> files, ByteSize disk) {
    long bytes = files.stream().mapToLong(SubmittedFile::size).sum();
    if (bytes > disk.bytes()) {
      throw new GraderException(
          FailureClass.TASK,
          "%s %s together, more than the disk limit of %s"
              .formatted(whose, new ByteSize(bytes), disk));
    }
  }

  /* Interactors of many steps often share their files. */
  private static List<SubmittedFile> read(
      List<TaskFile> files, Map<TaskFile, SubmittedFile> known) {
    return files.stream().map(file -> known.computeIfAbsent(file, Planner::read)).toList();
  }

  private static SubmittedFile read(TaskFile file) {
    try (InputStream in = Files.newInputStream(file.source(), LinkOption.NOFOLLOW_LINKS)) {
      return new SubmittedFile(file.target(), isExecutable(file.source()), in.readAllBytes());
    } catch (IOException e) {
      throw new GraderException(
          FailureClass.TASK, "the task's file " + file.source() + " cannot be read", e);
    }
  }

  private static boolean isExecutable(Path file) throws IOException {
    return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
        .contains(PosixFilePermission.OWNER_EXECUTE);
  }
}
