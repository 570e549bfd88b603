package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TaskReaderBoundsTest {
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private List<String> problems(String yaml) throws IOException {
    Path file = TaskYaml.write(directory, yaml);
    TaskFormatException refused =
        Assertions.assertTimeout(
            GENEROUS,
            () -> catchThrowableOfType(TaskFormatException.class, () -> TaskReader.read(file)));
    assertThat(refused).as("the task is refused").isNotNull();
    return refused.problems().stream().map(line -> line.replace(file + ":", "")).toList();
  }

  @Test
  void refusesAFileOfMoreThanAMebibyte() throws IOException {
    String comment = "#" + "x".repeat((1 << 20) - TaskYaml.SMALLEST.length() - 2) + "\n";
    assertThat(TaskYaml.read(directory, TaskYaml.SMALLEST + comment).name()).isEqualTo("t");
    assertThat(problems(TaskYaml.SMALLEST + comment + "\n"))
        .containsExactly(
            " larger than 1MiB (expected: long input and output in files of their own)");
  }

  @Test
  void refusesDeepNesting() throws IOException {
    assertThat(problems("[".repeat(500_000)))
        .containsExactly("1: not YAML: nested deeper than 20 levels");
    assertThat(problems("{a: ".repeat(200_000)))
        .containsExactly("1: not YAML: nested deeper than 20 levels");
  }

  @Test
  void refusesManyAliases() throws IOException {
    String manyAliases =
        TaskYaml.withStep("stdin: &s x").replace("[./a]", "[./a]")
            + "files: ["
            + "*s, ".repeat(1001)
            + "]\n";
    assertThat(problems(manyAliases)).containsExactly("7: not YAML: more than 1000 aliases");
  }

  @Test
  void survivesALaughOfABillion() throws IOException {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9)));
    }
    assertThat(problems(yaml.toString()).getFirst()).startsWith("1: a0: unknown key");
  }

  @Test
  void survivesAnAliasOfItself() throws IOException {
    assertThat(problems("name: t\nenvironment: base\nsteps: &s [*s]\n"))
        .containsExactly("3: steps[0]: expected keys and values");
    assertThat(problems("&t { name: t, environment: base, steps: [*t] }").getFirst())
        .isEqualTo(
            "1: steps[0].environment: unknown key (known here: "
                + String.join(", ", StepReader.KEYS)
                + ")");
    assertThat(problems("&a { *a : x }")).isNotEmpty();
  }

  @Test
  void countsAliasedTextEachTime() throws IOException {
    StringBuilder yaml = new StringBuilder("name: t\nenvironment: base\nsteps:\n");
    yaml.append("  - { name: s, run: [a], stdin: &big ").append("x".repeat(900_000)).append(" }\n");
    for (int i = 0; i < 80; i++) {
      yaml.append("  - { name: s%d, run: [a], stdin: *big }\n".formatted(i));
    }
    assertThat(problems(yaml.toString()))
        .hasSizeLessThan(10)
        .first()
        .asString()
        .endsWith(": the task's input and expected output are larger than 64MiB together");
  }

  @Test
  void refusesMoreThanSixtyFourMebibytesOfContent() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve("in").toFile(), "rw")) {
      file.setLength(TaskDirectory.MOST_CONTENT.bytes());
      String yaml = TaskYaml.withStep("stdin: { file: in }");
      assertThat(TaskYaml.read(directory, yaml).steps().getFirst().stdin().length())
          .isEqualTo(64 << 20);
      assertThat(problems(yaml + "    expect: { stdout: x }\n"))
          .containsExactly(
              "7: steps[0].expect.stdout: the task's input and expected output are larger than 64MiB together");
      file.setLength(1L << 40);
      assertThat(problems(yaml))
          .containsExactly(
              "6: steps[0].stdin.file: the task's input and expected output are larger than 64MiB together");
    }
  }

  @Test
  void refusesMoreThanAHundredArtifactsOfAllStepsTogether() throws IOException {
    StringBuilder some = new StringBuilder("artifacts: [");
    for (int i = 0; i < 60; i++) {
      some.append("out/").append(i).append(", ");
    }
    String yaml = TaskYaml.withStep(some + "]");
    assertThat(TaskYaml.read(directory, yaml).steps().getFirst().artifacts())
        .hasSize(60)
        .startsWith("out/0", "out/1");
    assertThat(problems(yaml + "  - { name: next, run: [./a], " + some + "] }\n"))
        .containsExactly("7: steps[1]: 120 artifacts up to here (expected: at most 100 in all)");
    assertThat(
            problems(
                TaskYaml.withStep(some.toString().repeat(2).replace(", artifacts: [", ", ") + "]")))
        .first()
        .isEqualTo("6: steps[0].artifacts: 120 values (expected: at most 100)");
  }

  @Test
  void refusesTooManyStepsFilesArgumentsAndVariables() throws IOException {
    assertThat(problems("name: t\nenvironment: base\nsteps: [" + "x, ".repeat(1001) + "]"))
        .containsExactly("3: steps: 1001 values (expected: at most 1000)");
    assertThat(problems(TaskYaml.withTask("files: [" + "x, ".repeat(1001) + "]")))
        .containsExactly("6: files: 1001 values (expected: at most 1000)");
    assertThat(problems(TaskYaml.SMALLEST.replace("./a", "x, ".repeat(4097))))
        .containsExactly("5: steps[0].run: 4097 values (expected: at most 4096)");
    StringBuilder variables = new StringBuilder();
    for (int i = 0; i < 257; i++) {
      variables.append("V").append(i).append(": x, ");
    }
    assertThat(problems(TaskYaml.withStep("env: {" + variables + "}")))
        .containsExactly("6: steps[0].env: more than 256 variables");
  }
}
