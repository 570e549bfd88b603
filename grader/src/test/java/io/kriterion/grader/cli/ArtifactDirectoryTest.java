package io.kriterion.grader.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.Bytes;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskReader;
import io.kriterion.grader.task.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --artifacts} writes, and where it does not. */
@SuppressWarnings("NullAway.Init") // set before each test
class ArtifactDirectoryTest {

  private static final Event FINISHED =
      new Event.Finished(
          new Result(Verdict.ACCEPTED, 0, 0, List.of(), List.of(), Stages.NONE, Optional.empty()));

  /* As long as a file's name may be. */
  private static final String LONG = "é".repeat(125) + ".txt";

  @TempDir private Path above;
  private Path path;
  private Task task;

  @BeforeEach
  void read() throws IOException {
    path = above.resolve("out");
    String yaml =
        """
        name: t
        environment: base
        steps:
          - { name: one, run: [ "true" ], artifacts: [ a, dir/a, -rf ] }
          - { name: two, run: [ "true" ], artifacts: [ a, "%s" ] }
        """
            .formatted(LONG);
    task = TaskReader.read(Files.writeString(above.resolve("task.yaml"), yaml));
  }

  private static Event whole(String step, String file, String text) {
    Bytes bytes = Bytes.ofText(text);
    return new Event.Artifact(step, file, bytes.length(), 0, bytes);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private GraderException refusal(Path of) {
    return assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> ArtifactDirectory.open(of, task))
        .satisfies(e -> assertThat(e.failureClass()).isEqualTo(FailureClass.TASK))
        .actual();
  }

  @Test
  void everyArtifactHasANameOfTheTasksWordsAndIsItsOwnersAlone() throws IOException {
    try (ArtifactDirectory files = ArtifactDirectory.open(path, task)) {
      files.accept(whole("one", "a", "first"));
      files.accept(new Event.Artifact("one", "dir/a", 6, 0, Bytes.ofText("sec")));
      files.accept(new Event.Artifact("one", "dir/a", 6, 3, Bytes.ofText("ond")));
      files.accept(whole("one", "-rf", ""));
      files.accept(new Event.ArtifactMissing("two", "a", Event.Missing.LINK));
      files.accept(whole("two", LONG, "#!/bin/sh\n"));
      files.accept(FINISHED);
      assertThat(files.count()).isEqualTo(4);
      assertThat(files.expected()).isEqualTo(5);
    }
    String last = "005-" + "é".repeat(123) + ".txt";
    assertThat(last.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(255);
    assertThat(names()).containsExactly("001-a", "002-a", "003--rf", last);
    assertThat(path.resolve("001-a")).hasContent("first");
    assertThat(path.resolve("002-a")).hasContent("second");
    assertThat(path.resolve("003--rf")).isEmptyFile();
    for (String name : names()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolve(name))))
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rwx------");
  }

  @Test
  void aDirectoryThatIsThereMustBeEmptyAndNoLink() throws IOException {
    assertThat(refusal(above)).hasMessageContaining("is not empty");
    Path file = above.resolve("task.yaml");
    assertThat(refusal(file)).hasMessageContaining("task.yaml");
    Path elsewhere = Files.createDirectory(above.resolve("elsewhere"));
    assertThat(refusal(Files.createSymbolicLink(above.resolve("link"), elsewhere)))
        .hasMessageContaining("link");
    assertThat(refusal(Files.createSymbolicLink(above.resolve("to-nothing"), Path.of("nothing"))))
        .hasMessageContaining("to-nothing");
    assertThat(refusal(above.resolve("no/such"))).hasMessageContaining("no/such");
    assertThat(refusal(Path.of("/"))).hasMessageContaining("root");
    assertThat(above.resolve("nothing")).doesNotExist();
    try (ArtifactDirectory files = ArtifactDirectory.open(elsewhere, task)) {
      files.accept(whole("one", "a", "x"));
      files.accept(FINISHED);
    }
    assertThat(elsewhere.resolve("001-a")).hasContent("x");
  }

  @Test
  void aLinkOrFileInThePlaceIsNeitherFollowedNorReplaced() throws IOException {
    Path target = Files.writeString(above.resolve("target"), "mine");
    try (ArtifactDirectory files = ArtifactDirectory.open(path, task)) {
      Files.createSymbolicLink(path.resolve("001-a"), target);
      Files.createSymbolicLink(path.resolve("002-a"), above.resolve("not-there"));
      Files.writeString(path.resolve("003--rf"), "theirs");
      for (String file : List.of("a", "dir/a", "-rf")) {
        assertThatExceptionOfType(GraderException.class)
            .isThrownBy(() -> files.accept(whole("one", file, "student's")))
            .satisfies(e -> assertThat(e.failureClass()).isEqualTo(FailureClass.NODE))
            .withMessageContaining("cannot write");
      }
      assertThat(files.count()).isZero();
    }
    assertThat(target).hasContent("mine");
    assertThat(above.resolve("not-there")).doesNotExist();
    assertThat(path.resolve("003--rf")).hasContent("theirs");
  }

  @Test
  void aDirectoryThatIsMovedAwayIsStillTheOneWrittenInto() throws IOException {
    Path moved = above.resolve("moved");
    Path trap = Files.createDirectory(above.resolve("trap"));
    try (ArtifactDirectory files = ArtifactDirectory.open(path, task)) {
      Files.move(path, moved);
      Files.createSymbolicLink(path, trap);
      files.accept(whole("one", "a", "x"));
      files.accept(FINISHED);
    }
    assertThat(trap).isEmptyDirectory();
    assertThat(moved.resolve("001-a")).hasContent("x");
  }

  @Test
  void withoutAResultNothingIsLeft() throws IOException {
    try (ArtifactDirectory files = ArtifactDirectory.open(path, task)) {
      files.accept(whole("one", "a", "x"));
      files.accept(new Event.Artifact("one", "dir/a", 6, 0, Bytes.ofText("sec")));
      assertThat(names()).hasSize(2);
    }
    assertThat(path).doesNotExist();
    Files.createDirectory(path);
    try (ArtifactDirectory files = ArtifactDirectory.open(path, task)) {
      files.accept(whole("one", "a", "x"));
    }
    assertThat(path).as("it was there before").isEmptyDirectory();
  }

  @Test
  void whatAFailedAttemptLeftMakesRoomForTheNext() throws IOException {
    try (ArtifactDirectory files = ArtifactDirectory.open(path, task)) {
      files.accept(whole("one", "a", "of the first"));
      files.accept(new Event.Artifact("one", "dir/a", 6, 0, Bytes.ofText("sec")));
      files.accept(new Event.Retrying(2, "the stream broke"));
      assertThat(files.count()).isZero();
      files.accept(whole("one", "a", "of the second"));
      files.accept(FINISHED);
    }
    assertThat(names()).containsExactly("001-a");
    assertThat(path.resolve("001-a")).hasContent("of the second");
  }
}
