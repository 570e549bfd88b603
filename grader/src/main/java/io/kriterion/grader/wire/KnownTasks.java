package io.kriterion.grader.wire;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.primitives.Ints;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskBundle;
import io.kriterion.grader.task.TaskFormatException;
import io.kriterion.proto.grader.v1.File;
import io.kriterion.proto.grader.v1.SubmitRequest;
import java.util.Collection;
import java.util.List;

/**
 * Tasks with their files, as they were submitted. An exam sends the same task a thousand times, and
 * each time it is looked at when it comes and when it is graded: those of late are kept. Safe for
 * many threads.
 */
final class KnownTasks {

  /* As much as all that is kept may weigh. Heavier tasks are read each time. */
  private static final long MOST_BYTES = 8 << 20;

  /* What a task takes besides its bytes, a step of it, and a file or directory. */
  private static final int TASK_BYTES = 16 << 10;
  private static final int STEP_BYTES = 2 << 10;
  private static final int FILE_BYTES = 1 << 10;

  private final Cache<SubmitRequest, Task> kept =
      CacheBuilder.newBuilder()
          .concurrencyLevel(1) // or none could weigh more than a part of all
          .maximumWeight(MOST_BYTES)
          .weigher(KnownTasks::weight)
          .build();

  private static int weight(SubmitRequest key, Task task) {
    // the bytes of files are there twice: in the key, and in the task's own file system
    long weight = 2L * key.getSerializedSize() + TASK_BYTES;
    for (File file : key.getTaskFilesList()) {
      weight += FILE_BYTES * (1 + file.getPath().chars().filter(each -> each == '/').count());
    }
    // and once more in every step that reads one
    for (Step step : task.steps()) {
      weight += STEP_BYTES + step.stdin().length();
      weight += step.expect().map(expected -> expected.stdout().length()).orElse(0);
      weight += characters(step.command()) + characters(step.env().values());
    }
    return Ints.saturatedCast(weight);
  }

  private static long characters(Collection<String> words) {
    return words.stream().mapToLong(String::length).sum();
  }

  /**
   * The task of a request. Two requests with the same task and files may get the same.
   *
   * @throws TaskFormatException when it cannot be read
   * @throws GraderException of class TASK when one of its files may not be like this
   */
  Task of(SubmitRequest request) {
    List<File> files = request.getTaskFilesList();
    SubmitRequest key =
        SubmitRequest.newBuilder().setTask(request.getTask()).addAllTaskFiles(files).build();
    Task known = kept.getIfPresent(key);
    if (known == null) {
      TaskBundle bundle = new TaskBundle();
      for (File file : files) {
        bundle.add(file.getPath(), file.getContent().toByteArray(), file.getExecutable());
      }
      known = bundle.read(request.getTask().toByteArray());
      kept.put(key, known);
    }
    return known;
  }
}
