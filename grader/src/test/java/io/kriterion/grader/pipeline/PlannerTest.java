package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.sandbox.MainProcess;
import io.kriterion.grader.sandbox.SandboxShape;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.ImageSource;
import io.kriterion.grader.task.Interactor;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a task's files and images goes into which sandbox. */
final class PlannerTest {

  private static final Map<ImageSource, PlannedImage> IMAGES =
      Map.of(
          new ImageSource.Environment("base"), new PlannedImage("sha256:1", Map.of()),
          new ImageSource.Environment("python3"), new PlannedImage("sha256:2", Map.of()));

  @TempDir private Path directory;

  private Plan plan(String disk) throws IOException {
    Files.writeString(directory.resolve("data"), "for the submission");
    Files.write(directory.resolve("judge"), new byte[100_000]);
    String yaml =
        """
        name: t
        environment: base
        init: none
        files: [data]
        steps:
          - name: talk
            run: [./a]
            interactive:
              run: [./judge]
              files: [judge]
              environment: python3
              limits: { disk: DISK, memory: 100MiB }
          - { name: plain, run: [./a] }
        """;
    Task task =
        TaskReader.read(
            Files.writeString(directory.resolve("task.yaml"), yaml.replace("DISK", disk)));
    return Planner.plan(task, Submission.empty(), "runc", IMAGES);
  }

  @Test
  void anInteractorHasASandboxAndFilesOfItsOwn() throws IOException {
    Plan plan = plan("1MiB");

    assertThat(plan.files()).extracting(SubmittedFile::path).containsExactly("data");
    assertThat(plan.image().id()).isEqualTo("sha256:1");
    assertThat(plan.shape().main()).isEqualTo(MainProcess.IMAGE);
    assertThat(plan.interactors()).containsOnlyKeys("talk");
    PlannedInteractor planned = plan.interactors().values().iterator().next();
    assertThat(planned.files()).extracting(SubmittedFile::path).containsExactly("judge");
    Interactor interactor = plan.task().steps().getFirst().interactor().orElseThrow();
    SandboxShape shape = plan.shape(interactor, planned);
    assertThat(shape.image()).isEqualTo("sha256:2");
    assertThat(shape.memory()).isEqualTo(ByteSize.ofMebibytes(128));
    assertThat(shape.disk()).isEqualTo(ByteSize.ofMebibytes(1));
    assertThat(shape.main()).as("whatever the task says").isEqualTo(MainProcess.INIT);
  }

  @Test
  void filesThatDoNotFitIntoItsSandboxAreRefusedBeforeAnythingRuns() {
    GraderException refused = catchThrowableOfType(GraderException.class, () -> plan("64KiB"));

    assertThat(refused).isNotNull();
    assertThat(refused.failureClass()).isEqualTo(FailureClass.TASK);
    assertThat(refused)
        .hasMessage(
            "the files of an interactor have 100000B together, more than the disk limit of 64KiB");
  }

  private Plan listed(String file, int times, String disk) throws IOException {
    String files =
        IntStream.range(0, times)
            .mapToObj(i -> "{ from: " + file + ", to: copy-" + i + " }")
            .collect(Collectors.joining(", "));
    String yaml =
        """
        name: t
        environment: base
        limits: { disk: DISK }
        files: [FILES]
        steps: [{ name: s, run: [./a] }]
        """;
    Task task =
        TaskReader.read(
            Files.writeString(
                directory.resolve("task.yaml"),
                yaml.replace("DISK", disk).replace("FILES", files)));
    return Planner.plan(task, Submission.empty(), "runc", IMAGES);
  }

  private void sparse(String name, long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve(name).toFile(), "rw")) {
      file.setLength(size);
    }
  }

  @Test
  void whatDoesNotFitIsNotRead() throws IOException {
    sparse("huge", 1L << 40); // more than can be read

    GraderException refused =
        catchThrowableOfType(GraderException.class, () -> listed("huge", 3, "4GiB"));

    assertThat(refused).isNotNull();
    assertThat(refused.failureClass()).isEqualTo(FailureClass.TASK);
    assertThat(refused)
        .hasMessage(
            "the submission's and the task's files have 3TiB together, more than the disk limit of 4GiB");
  }

  @Test
  void whatNoArrayHoldsIsRefusedAlsoWhereItWouldFit() throws IOException {
    sparse("huge", 3L << 30);

    GraderException refused =
        catchThrowableOfType(GraderException.class, () -> listed("huge", 1, "4GiB"));

    assertThat(refused).isNotNull();
    assertThat(refused.failureClass()).isEqualTo(FailureClass.TASK);
    assertThat(refused).hasMessageContaining("huge is too large");
  }

  @Test
  void aFileThatGoesToManyPlacesIsInMemoryOnce() throws IOException {
    sparse("data", 4 << 20);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    Plan plan = listed("data", 100, "1GiB");

    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as("bytes allocated for 100 places of 4 MiB")
        .isLessThan(64L << 20);
    assertThat(plan.files()).hasSize(100).allMatch(file -> file.size() == 4 << 20);
    assertThat(plan.files().getLast().path()).isEqualTo("copy-99");
  }
}
