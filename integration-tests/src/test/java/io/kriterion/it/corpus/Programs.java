package io.kriterion.it.corpus;

import io.kriterion.grader.pipeline.Submission;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The corpus' C programs, compiled once on this machine, statically: they need nothing of the image
 * that they run in, and attack without a compiler's help.
 */
final class Programs implements AutoCloseable {

  private static final List<String> COMPILER =
      List.of("gcc", "-std=gnu11", "-O1", "-static", "-pthread", "-Wall", "-Wextra", "-Werror");

  private final Path directory;

  private Programs(Path directory) {
    this.directory = directory;
  }

  /** Compiles those of these names; takes a few tenths of a second for each. */
  static Programs compile(String... names) throws InterruptedException {
    try {
      Programs programs = new Programs(Files.createTempDirectory("kriterion-corpus-"));
      try {
        for (String name : names) {
          programs.compileOne(name);
        }
        return programs;
      } catch (Throwable e) {
        programs.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compileOne(String name) throws IOException, InterruptedException {
    Path source = directory.resolve(name + ".c");
    try (InputStream text = Programs.class.getResourceAsStream("/corpus/" + name + ".c")) {
      if (text == null) {
        throw new AssertionError("no program " + name);
      }
      Files.copy(text, source);
    }
    Process gcc =
        new ProcessBuilder(
                Stream.concat(
                        COMPILER.stream(),
                        Stream.of("-o", directory.resolve(name).toString(), source.toString()))
                    .toList())
            .redirectErrorStream(true)
            .start();
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (gcc.waitFor() != 0) {
      throw new AssertionError("gcc cannot compile " + name + ": " + said);
    }
    Files.delete(source);
  }

  /** A submission that holds some of them. */
  Submission submission(List<String> names) {
    try {
      Path chosen = Files.createTempDirectory(directory, "submission-");
      for (String name : names) {
        Files.createLink(chosen.resolve(name), directory.resolve(name));
      }
      Submission submission = Submission.read(chosen);
      delete(chosen);
      return submission;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        if (Files.isDirectory(entry)) {
          delete(entry);
        } else {
          Files.delete(entry);
        }
      }
    }
    Files.delete(directory);
  }
}
