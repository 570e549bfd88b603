package io.kriterion.it.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.config.ConfigText;
import io.kriterion.grader.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive is whole, made by nobody in particular at no time in particular, and runs. */
final class ReleaseArchiveTest {

  private static final int NODE_FAILED = 3;

  @TempDir private static Path parent = Path.of("");

  private static Path home = Path.of("");

  @TempDir private Path directory = Path.of("");

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    home = Release.unpack(parent);
  }

  private static List<String> entries() throws IOException, InterruptedException {
    Program tar =
        Program.run(
            Map.of("TZ", "UTC"),
            "tar",
            "-tvzf",
            Release.archive(),
            "--full-time",
            "--numeric-owner");
    assertThat(tar.code()).as(tar.stderr()).isZero();
    return tar.stdout().lines().toList();
  }

  /** A Java home that has this program and says that it is of this release. */
  private static Path javaHome(Path directory, String program, String release) throws IOException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Files.createFile(
        bin.resolve(program),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"" + release + "\"\n");
    return directory;
  }

  @Test
  void everythingIsThere() throws IOException, InterruptedException {
    String top = Release.name() + "/";
    assertThat(entries().stream().map(line -> line.substring(line.indexOf(top))))
        .contains(
            top + "LICENSE",
            top + "README",
            top + "bin/jdk",
            top + "bin/kriterion",
            top + "etc/kriterion.yaml",
            top + "lib/kriterion.jar",
            top + "systemd/kriterion.service")
        .allMatch(
            name -> name.matches(top + "(LICENSE|README|bin/.*|etc/.*|lib/.*jar|systemd/.*)"));
    assertThat(home.resolve("README"))
        .content(UTF_8)
        .contains("tar -xzf " + Release.name() + ".tar.gz")
        .contains("/var/cache/kriterion/images/gcc.tar", "crictl rmi kriterion.local/gcc:latest")
        .doesNotContain("${");
  }

  @Test
  void modesOwnersAndTimesDoNotDependOnTheBuilder() throws IOException, InterruptedException {
    List<String> heads = new ArrayList<>();
    for (String line : entries()) {
      boolean program = line.contains("/bin/");
      assertThat(line).startsWith((program ? "-rwxr-xr-x" : "-rw-r--r--") + " 0/0 ");
      heads.add(line.replaceFirst("\\S+ \\S+ +\\d+ (\\S+ \\S+) .*", "$1"));
    }
    assertThat(heads).hasSizeGreaterThan(7).containsOnly(heads.getFirst());
  }

  @Test
  void itRuns() throws IOException, InterruptedException {
    Program version = Program.run(Map.of(), home.resolve("bin/kriterion"), "--version");
    assertThat(version).isEqualTo(new Program(0, Release.name().replaceFirst("-", " ") + "\n", ""));
  }

  @Test
  void itRunsByALinkAndShowsItsOwnConfiguration() throws IOException, InterruptedException {
    Path link =
        Files.createSymbolicLink(directory.resolve("kriterion"), home.resolve("bin/kriterion"));
    Path sample = home.resolve("etc/kriterion.yaml");
    Program shown = Program.run(Map.of(), link, "config", "show", "--config", sample);
    assertThat(shown.code()).as(shown.stderr()).isZero();
    assertThat(shown.stdout().lines().skip(1)).isEqualTo(ConfigText.lines(NodeConfig.DEFAULTS));
    assertThat(shown.stdout()).startsWith("# " + sample + "\n");
  }

  @Test
  void aRuntimeWithoutACompilerWillDo() throws IOException, InterruptedException {
    Path jre = javaHome(directory.resolve("jre"), "java", "99.0.1");
    Map<String, String> environment = Map.of("JAVA_HOME", jre.toString());
    assertThat(Program.run(environment, home.resolve("bin/jdk"), "java"))
        .isEqualTo(new Program(0, jre + "\n", ""));
    assertThat(Program.run(environment, home.resolve("bin/jdk")).stdout())
        .as("where something is to be compiled")
        .isNotEqualTo(jre + "\n");
  }

  @Test
  void theOneOnThePathIsTheLast() throws IOException, InterruptedException {
    Path java = javaHome(directory.resolve("java"), "no-such-java", "25");
    Map<String, String> environment = Map.of("PATH", java.resolve("bin") + ":/usr/bin:/bin");
    assertThat(Program.run(environment, home.resolve("bin/jdk"), "no-such-java"))
        .isEqualTo(new Program(0, java + "\n", ""));
  }

  @Test
  void withoutJavaThereIsOneLine() throws IOException, InterruptedException {
    Path java = javaHome(directory.resolve("java"), "no-such-java", "24.0.2");
    Map<String, String> environment = Map.of("JAVA_HOME", java.toString());
    Program found = Program.run(environment, home.resolve("bin/jdk"), "no-such-java");
    assertThat(found.code()).isEqualTo(1);
    assertThat(found.stdout()).isEmpty();
    assertThat(found.stderr().lines()).singleElement().asString().contains("Java 25", "JAVA_HOME");
  }

  @Test
  void withoutItsProgramThereIsOneLine() throws IOException, InterruptedException {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Path command = Files.copy(home.resolve("bin/kriterion"), bin.resolve("kriterion"));
    Program ended = Program.run(Map.of(), command, "--version");
    assertThat(ended.code()).isEqualTo(NODE_FAILED);
    assertThat(ended.stderr().lines()).singleElement().asString().startsWith("kriterion: ");
  }
}
