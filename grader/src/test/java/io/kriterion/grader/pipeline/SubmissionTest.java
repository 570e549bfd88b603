package io.kriterion.grader.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken as a submission, and what is refused with which words. */
class SubmissionTest {

  @TempDir private Path directory;

  @Test
  void aDirectoryIsTakenWithEverythingInItInTheOrderOfPaths() throws IOException {
    Files.createDirectories(directory.resolve("src/deep"));
    Files.writeString(directory.resolve("src/deep/b.c"), "two");
    Files.writeString(directory.resolve("a b-ü.c"), "one");
    Path script = Files.writeString(directory.resolve("src/run"), "#!");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr--r--"));

    Submission submission = Submission.read(directory);

    assertThat(submission.files())
        .extracting(SubmittedFile::path, SubmittedFile::size, SubmittedFile::executable)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a b-ü.c", 3L, false),
            org.assertj.core.groups.Tuple.tuple("src/deep/b.c", 3L, false),
            org.assertj.core.groups.Tuple.tuple("src/run", 2L, true));
    assertThat(submission.files().getFirst().open().readAllBytes())
        .isEqualTo("one".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(submission.size().bytes()).isEqualTo(8);
  }

  @Test
  void aFileKeepsItsName() throws IOException {
    Path file = Files.writeString(directory.resolve("sum.c"), "int");
    Files.writeString(directory.resolve("other.c"), "not part of it");
    assertThat(Submission.read(file).files())
        .extracting(SubmittedFile::path)
        .containsExactly("sum.c");
  }

  @Test
  void nothingThereIsSaid() {
    refused(directory.resolve("absent"), "absent: no such file");
  }

  @Test
  void aLinkIsRefusedWhereverItLeads() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "s");
    Path inside = Files.createDirectory(directory.resolve("inside"));
    Files.createSymbolicLink(inside.resolve("link"), outside.resolve("secret"));
    refused(inside, "link is a symbolic link");
    Path whole = Files.createSymbolicLink(directory.resolve("whole"), outside);
    refused(whole, "whole is a symbolic link");
    Files.delete(inside.resolve("link"));
    Files.createSymbolicLink(inside.resolve("dir"), outside);
    refused(inside, "dir is a symbolic link");
  }

  @Test
  void whatIsNoFileIsRefusedWithoutBeingOpened() throws Exception {
    Process mkfifo =
        new ProcessBuilder("mkfifo", directory.resolve("pipe").toString()).inheritIO().start();
    assertThat(mkfifo.waitFor()).isZero();
    refused(directory, "pipe is neither a file nor a directory");
    refused(Path.of("/dev/zero"), "zero is neither a file nor a directory");
  }

  @Test
  void aNameThatCouldBreakALineIsRefusedAndShownHarmless() throws IOException {
    Files.writeString(directory.resolve("a\nkriterion: all good"), "");
    refused(directory, "a\\u000akriterion: all good has a name with a line break");
    Files.delete(directory.resolve("a\nkriterion: all good"));
    Files.writeString(directory.resolve("\u001b[2J"), "");
    refused(directory, "\\u001b[2J has a name with");
  }

  @Test
  void tooMuchIsRefused() throws IOException {
    try (RandomAccessFile large = new RandomAccessFile(directory.resolve("large").toFile(), "rw")) {
      large.setLength(Submission.MAX_SIZE.bytes() + 1);
    }
    refused(directory, "large makes it larger than 64MiB");
    Files.delete(directory.resolve("large"));

    Path deep = directory;
    for (int i = 0; i <= Submission.MAX_DEPTH; i++) {
      deep = deep.resolve("d");
    }
    Files.createDirectories(deep);
    refused(directory, "is deeper than 32 directories");
  }

  @Test
  void tooManyFilesAreRefused() throws IOException {
    for (int i = 0; i <= Submission.MAX_FILES; i++) {
      Files.createFile(directory.resolve("f" + i));
    }
    refused(directory, "is one file too many (at most 2000)");
  }

  private static void refused(Path path, String words) {
    assertThatThrownBy(() -> Submission.read(path))
        .isInstanceOfSatisfying(
            GraderException.class, e -> assertThat(e.failureClass()).isEqualTo(FailureClass.TASK))
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
  }
}
