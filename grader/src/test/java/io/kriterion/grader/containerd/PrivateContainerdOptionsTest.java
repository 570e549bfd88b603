package io.kriterion.grader.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateContainerdOptionsTest {

  private static final Path PROGRAM = Path.of("/bin/sh");

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a b", "../a", "-a", "a/b", "abcdefghijklmnopqrstuvwxyz0123456"})
  void refusesNames(String name) {
    assertThatThrownBy(() -> PrivateContainerdOptions.of(name, PROGRAM, PROGRAM, socket -> true))
        .hasMessage("name: " + name + " (expected: 1..32 of a-z, 0-9 and -, not beginning with -)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"relative", "/with blank", "/quote\"", "/a/../b", "/"})
  void refusesRoots(String root) {
    assertThatThrownBy(() -> options(Path.of(root), Path.of("/var/lib/kriterion"), PROGRAM))
        .hasMessageStartingWith("stateRoot: " + root + " (expected: an absolute path of ");
    assertThatThrownBy(() -> options(Path.of("/run/kriterion"), Path.of(root), PROGRAM))
        .hasMessageStartingWith("dataRoot: " + root + " (expected: an absolute path of ");
  }

  @Test
  void refusesWhatCannotWork() {
    assertThatThrownBy(() -> options(Path.of("/run/k"), Path.of("/run/data"), PROGRAM))
        .hasMessage("dataRoot: /run/data (expected: a directory outside /run)");
    assertThatThrownBy(() -> options(Path.of("/run/" + "k".repeat(80)), Path.of("/var/k"), PROGRAM))
        .hasMessageEndingWith(
            "(expected: a path at least 2 characters shorter, for the socket in it)");
    assertThatThrownBy(() -> options(Path.of("/run/k"), Path.of("/var/k"), Path.of("/bin/none")))
        .hasMessage("nullCni: /bin/none (expected: an executable file)");
  }

  @Test
  void hasDefaults() {
    PrivateContainerdOptions options =
        PrivateContainerdOptions.of("a", PROGRAM, PROGRAM, socket -> true);
    assertThat(options.stateRoot()).isEqualTo(Path.of("/run/kriterion"));
    assertThat(options.dataRoot()).isEqualTo(Path.of("/var/lib/kriterion"));
  }

  private static PrivateContainerdOptions options(Path stateRoot, Path dataRoot, Path nullCni) {
    return new PrivateContainerdOptions(
        "a", stateRoot, dataRoot, nullCni, PROGRAM, List.of(), socket -> true);
  }
}
