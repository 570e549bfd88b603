package io.kriterion.grader.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeHandlersTest {

  @TempDir Path directory;

  @Test
  void offersWhatIsInstalledAndSaysWhyNot() throws IOException {
    Path crun = program("second/crun");
    Path runc = program("second/runc");
    Files.createDirectories(directory.resolve("first/runc"));
    RuntimeHandlers handlers = RuntimeHandlers.discover(path());
    assertThat(handlers.found())
        .containsExactlyInAnyOrderEntriesOf(java.util.Map.of("runc", runc, "crun", crun));
    assertThat(handlers.found().keySet()).containsExactly("runc", "crun");
    assertThat(handlers.missing())
        .containsOnlyKeys("runsc")
        .containsValue("runsc is not installed (apt-get install runsc)");
  }

  @Test
  void theFirstDirectoryWins() throws IOException {
    Path first = program("first/runc");
    program("second/runc");
    assertThat(path().find("runc")).contains(first);
    assertThat(path().text()).isEqualTo(directory + "/first:" + directory + "/second");
  }

  @Test
  void saysWhatToInstall() {
    assertThatThrownBy(() -> path().require("ctr", "containerd"))
        .isInstanceOf(ContainerdException.class)
        .hasMessage("ctr is not installed (apt-get install containerd, or: sudo bin/setup)");
  }

  private SearchPath path() {
    return new SearchPath(List.of(directory.resolve("first"), directory.resolve("second")));
  }

  private Path program(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, "");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
