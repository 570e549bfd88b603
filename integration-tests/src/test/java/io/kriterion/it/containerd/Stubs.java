package io.kriterion.it.containerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.containerd.OciArchive;
import io.kriterion.grader.containerd.PrivateContainerdOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The static program of {@code src/test/c/stub.c}, compiled, and an image of it. */
final class Stubs {

  static final String IMAGE = "kriterion.local/stub:latest";
  static final String PROGRAM = "/stub";

  private final Path directory;

  Stubs(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    Process gcc =
        new ProcessBuilder(
                "gcc", "-static", "-O2", "-Wall", "-o", program().toString(), "src/test/c/stub.c")
            .inheritIO()
            .start();
    assertThat(gcc.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(gcc.exitValue()).as("gcc").isZero();
  }

  Path program() {
    return directory.resolve("stub");
  }

  Path image() throws IOException {
    Path archive = directory.resolve("stub.tar");
    OciArchive.fromProgram(
        program(), PROGRAM, new OciArchive.Description(IMAGE, List.of(), List.of()), archive);
    return archive;
  }

  PrivateContainerdOptions options(String name) {
    return options(name, program());
  }

  static PrivateContainerdOptions options(String name, Path program) {
    return PrivateContainerdOptions.of(name, program, program, Cri::answers);
  }
}
