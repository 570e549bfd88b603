package io.kriterion.grader.pipeline;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;

/** Turns a task and a submission into a plan, or refuses them with a reason. */
public final class Planner {

  private Planner() {}

  /**
   * Plans a task whose handler and image have been settled. Reads the task's own files.
   *
   * @param handler the runtime handler
   * @param image the image, which the runtime has
   * @throws GraderException of class TASK when the files cannot be read or do not fit into the
   *     task's disk limit
   */
  public static Plan plan(Task task, Submission submission, String handler, PlannedImage image) {
    List<SubmittedFile> files = new ArrayList<>(submission.files());
    for (TaskFile file : task.files()) {
      files.add(read(file));
    }
    long bytes = files.stream().mapToLong(SubmittedFile::size).sum();
    if (bytes > task.limits().disk().bytes()) {
      throw new GraderException(
          FailureClass.TASK,
          "the submission's and the task's files have %s together, more than the disk limit of %s"
              .formatted(new ByteSize(bytes), task.limits().disk()));
    }
    return new Plan(task, handler, image, files);
  }

  private static SubmittedFile read(TaskFile file) {
    try (InputStream in = Files.newInputStream(file.source(), LinkOption.NOFOLLOW_LINKS)) {
      return new SubmittedFile(file.target(), Files.isExecutable(file.source()), in.readAllBytes());
    } catch (IOException e) {
      throw new GraderException(
          FailureClass.TASK, "the task's file " + file.source() + " cannot be read", e);
    }
  }
}
