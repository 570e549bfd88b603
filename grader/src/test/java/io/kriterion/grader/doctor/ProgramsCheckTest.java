package io.kriterion.grader.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.doctor.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are there, are not, or do not speak. */
class ProgramsCheckTest {

  @TempDir private Path directory = Path.of("");

  private void program(String name, String script) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private List<Finding> look() {
    return new ProgramsCheck(new Programs(List.of(directory)), Programs::version).look();
  }

  @Test
  void nothingInstalledIsTwoProblems() throws IOException {
    Files.writeString(directory.resolve("runc"), "not executable");
    assertThat(look())
        .filteredOn(finding -> finding.level() == Level.PROBLEM)
        .extracting(Finding::check)
        .containsExactly("containerd", "runtimes");
  }

  @Test
  void whatIsInstalledIsAskedForItsVersion() throws IOException {
    program("containerd", "echo containerd 2.3.5");
    program("crun", "echo; echo crun version 1.8.1; echo more");
    program("runsc", "exit 3");
    assertThat(look())
        .contains(
            Finding.ok("containerd", directory + "/containerd: containerd 2.3.5"),
            Finding.ok("runc", "not installed"))
        .anySatisfy(finding -> {
          assertThat(finding.check()).isEqualTo("crun");
          assertThat(finding.level()).isEqualTo(Level.WARNING);
          assertThat(finding.found()).contains("crun version 1.8.1", "CVE-2025-24965");
        })
        .anySatisfy(finding -> {
          assertThat(finding.check()).isEqualTo("runsc");
          assertThat(finding.level()).isEqualTo(Level.WARNING);
          assertThat(finding.found()).contains("does not say its version");
        })
        .noneMatch(finding -> finding.level() == Level.PROBLEM);
  }

  @Test
  void aProgramThatDoesNotEndOrFloodsIsGivenUp() throws IOException {
    program("hangs", "exec sleep 600");
    program("floods", "exec yes version");
    assertThat(Programs.version(directory.resolve("hangs"))).isEmpty();
    assertThat(Programs.version(directory.resolve("floods"))).isEqualTo(Optional.of("version"));
    assertThat(Programs.version(directory.resolve("absent"))).isEmpty();
  }
}
