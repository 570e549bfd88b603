package io.kriterion.grader.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.runtime.RuntimeStatus;
import io.kriterion.grader.runtime.HandlerSource.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a runtime's status says of its handlers' programs. */
class StatusHandlersTest {

  private static final String CONFIG =
      """
      {"containerd": {"snapshotter": "overlayfs", "runtimes": {
        "runc": {"runtimeType": "io.containerd.runc.v2", "options": {"BinaryName": "", "Root": "/x"}},
        "crun": {"runtimeType": "io.containerd.runc.v2", "options": {"BinaryName": "%s"}},
        "gone": {"baseRuntimeSpec": null, "list": [{"options": {}}, 1],
          "options": {"BinaryName": "/nonexistent/runtime"}},
        "path": {"options": {"BinaryName": "looked-up"}},
        "kata": {"runtimeType": "io.containerd.kata.v2", "options": null}}},
       "options": {"BinaryName": "/nonexistent/other"}}
      """;

  private static List<Seen> look(OptionalLong process, String config) {
    RuntimeStatus status =
        new RuntimeStatus(
            true,
            true,
            "",
            List.of("crun", "gone", "kata", "path", "runc"),
            Map.of("config", config));
    return new StatusHandlers(() -> status, process).look();
  }

  @Test
  void aProgramThatIsNamedAndNotThereIsAnObjection(@TempDir Path directory) throws IOException {
    Path program = Files.createFile(directory.resolve("crun"));
    assertThat(look(OptionalLong.empty(), CONFIG.formatted(program)))
        .containsExactly(
            new Seen("crun", Optional.empty()),
            new Seen("gone", Optional.of("its program /nonexistent/runtime is not installed")),
            new Seen("kata", Optional.empty()),
            new Seen("path", Optional.empty()),
            new Seen("runc", Optional.empty()));
  }

  @Test
  void aProgramThatTheRuntimesOwnMountNamespaceHasNotEitherIsAnObjectionToo(@TempDir Path directory)
      throws IOException {
    Path program = Files.createFile(directory.resolve("crun"));
    assertThat(look(OptionalLong.of(ProcessHandle.current().pid()), CONFIG.formatted(program)))
        .contains(
            new Seen("crun", Optional.empty()),
            new Seen("gone", Optional.of("its program /nonexistent/runtime is not installed")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "not JSON", "{\"containerd\": {", "[]", "{\"containerd\": {\"runtimes\": 1}}"})
  void wordsOfAnotherRuntimeAreNoObjection(String config) {
    assertThat(look(OptionalLong.empty(), config))
        .hasSize(5)
        .allMatch(seen -> seen.objection().isEmpty());
  }
}
