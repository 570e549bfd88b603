package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Interactive steps: what is read, what is refused, and that the schema says the same. */
final class TaskReaderInteractiveTest {

  static final List<String> GOOD =
      List.of(
          "{ run: [./judge] }",
          "{ run: [./judge, 7], files: [judge, { from: judge, to: bin/judge }] }",
          "{ run: [x], environment: python3 }",
          "{ run: [x], image: debian:12 }",
          "{ run: [x], limits: {} }",
          "{ run: [x], limits: { memory: 1GiB, disk: 1MiB, wall-time: 31s, processes: 64 } }");

  static final List<String> BAD =
      List.of(
          "./judge",
          "[./judge]",
          "{}",
          "{ files: [judge] }",
          "{ run: ./judge }",
          "{ run: [] }",
          "{ run: [''] }",
          "{ run: [x], env: { A: b } }",
          "{ run: [x], stdin: y }",
          "{ run: [x], files: judge }",
          "{ run: [x], files: [../judge] }",
          "{ run: [x], environment: Base }",
          "{ run: [x], environment: base, image: debian:12 }",
          "{ run: [x], limits: { cpu: 1s } }",
          "{ run: [x] }\nstdin: y",
          "{ run: [x] }\nexpect: { stdout: y }",
          "{ run: [x] }\ncases: { stdin: c/*.in, stdout: c/*.out }");

  static final List<String> READER_ONLY =
      List.of(
          "{ run: [x], files: [missing] }",
          "{ run: [x], limits: { wall-time: 30s } }",
          "{ run: [x], limits: { memory: 9GiB } }");

  @TempDir private Path directory;

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(directory.resolve("judge"), "judge");
    Files.createDirectory(directory.resolve("c"));
    Files.writeString(directory.resolve("c/1.in"), "1");
    Files.writeString(directory.resolve("c/1.out"), "1");
  }

  private Interactor interactor(String yaml) throws IOException {
    return TaskYaml.read(directory, yaml).steps().getFirst().interactor().orElseThrow();
  }

  private static void assertBoth(Path directory, String yaml, boolean accepted) throws IOException {
    assertThat(TaskSchemaTest.schemaAccepts(yaml)).as("schema").isEqualTo(accepted);
    assertThat(TaskSchemaTest.readerAccepts(directory, yaml)).as("reader").isEqualTo(accepted);
  }

  @ParameterizedTest
  @FieldSource("GOOD")
  void bothAccept(String interactive) throws IOException {
    assertBoth(directory, TaskYaml.withStep("interactive: " + interactive), true);
  }

  @ParameterizedTest
  @FieldSource("BAD")
  void bothRefuse(String interactive) throws IOException {
    assertBoth(directory, TaskYaml.withStep("interactive: " + interactive), false);
  }

  @ParameterizedTest
  @FieldSource("READER_ONLY")
  void onlyTheReaderRefuses(String interactive) throws IOException {
    String yaml = TaskYaml.withStep("interactive: " + interactive);
    assertThat(TaskSchemaTest.schemaAccepts(yaml)).as("schema").isTrue();
    assertThat(TaskSchemaTest.readerAccepts(directory, yaml)).as("reader").isFalse();
  }

  @Test
  void everyKeyIsRead() throws IOException {
    Task task =
        TaskYaml.read(
            directory,
            TaskYaml.withStep(
                """
                limits: { wall-time: 3s }
                interactive:
                  run: [./bin/judge, 7]
                  files: [{ from: judge, to: bin/judge }]
                  environment: python3
                  limits: { cpu-time: 2s, wall-time: 5s, memory: 1GiB, processes: 64, output: 2MiB, disk: 1MiB }
                """));
    Step step = task.steps().getFirst();
    assertThat(step.interactor())
        .contains(
            new Interactor(
                List.of("./bin/judge", "7"),
                List.of(new TaskFile(directory.toRealPath().resolve("judge"), "bin/judge")),
                new ImageSource.Environment("python3"),
                new Limits(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    ByteSize.ofGibibytes(1),
                    64,
                    ByteSize.ofMebibytes(2),
                    ByteSize.ofMebibytes(1))));
    assertThat(task.files()).isEmpty();
    assertThat(step.points()).isEqualTo(1);
    assertThat(step.stdin()).isEqualTo(Bytes.EMPTY);
    assertThat(step.expect()).isEmpty();
    assertThat(task.images())
        .containsExactly(
            new ImageSource.Environment("base"), new ImageSource.Environment("python3"));
  }

  @Test
  void whatIsNotSaidIsTheTasksButForTheWallTime() throws IOException {
    String task =
        TaskYaml.withTask("limits: { cpu-time: 2s, wall-time: 50s, memory: 64MiB, disk: 1MiB }");
    Interactor plain =
        interactor(
            task.replace(
                "run: [./a]",
                "run: [./a]\n    limits: { wall-time: 4s }\n    interactive: { run: [x] }"));
    assertThat(plain.image()).isEqualTo(new ImageSource.Environment("base"));
    assertThat(plain.files()).isEmpty();
    assertThat(plain.limits().cpuTime()).isEqualTo(Duration.ofSeconds(2));
    assertThat(plain.limits().wallTime()).isEqualTo(Duration.ofSeconds(24));
    assertThat(plain.limits().memory()).isEqualTo(ByteSize.ofMebibytes(64));
    assertThat(plain.limits().disk()).isEqualTo(ByteSize.ofMebibytes(1));

    Interactor more =
        interactor(
            task.replace(
                "run: [./a]",
                "run: [./a]\n    interactive: { run: [x], limits: { cpu-time: 3s } }"));
    assertThat(more.limits().cpuTime()).isEqualTo(Duration.ofSeconds(3));
    assertThat(more.limits().wallTime()).isEqualTo(Duration.ofSeconds(70));
  }

  @Test
  void aHostileTaskFileNamesAtMostSoManyFiles() throws IOException {
    for (int i = 0; i < 1000; i++) {
      Files.writeString(directory.resolve("f" + i), "");
    }
    String list = String.join(",", IntStream.range(0, 1000).mapToObj(i -> "f" + i).toList());
    String step = "  - { name: s%d, run: [x], interactive: { run: [x], files: %s } }\n";
    String head = "name: t\nenvironment: base\nsteps:\n";
    StringBuilder repeated = new StringBuilder(head).append(step.formatted(0, "&f [" + list + "]"));
    for (int i = 1; i < 900; i++) {
      repeated.append(step.formatted(i, "*f"));
    }
    assertThat(TaskYaml.read(directory, repeated.toString()).steps()).hasSize(900);

    StringBuilder written = new StringBuilder(head);
    for (int i = 0; i < 21; i++) {
      written.append(step.formatted(i, "[" + list + "]"));
    }
    TaskFormatException refused =
        catchThrowableOfType(
            TaskFormatException.class, () -> TaskYaml.read(directory, written.toString()));
    assertThat(refused.problems())
        .containsExactly(
            directory.resolve("task.yaml")
                + ":24: steps[20].interactive.files: 21000 files up to here (expected: at most 20000 in all)");
  }

  @Test
  void pointsAreTheGroupsWhereItHasSome() throws IOException {
    String grouped = TaskYaml.withStep("group: g\ninteractive: { run: [x] }") + "groups: [%s]\n";
    assertThat(TaskYaml.read(directory, grouped.formatted("{ name: g, points: 5 }")).maxPoints())
        .isEqualTo(5);
    assertThat(TaskYaml.read(directory, grouped.formatted("{ name: g }")).maxPoints()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "interactive: { command: [x] } | 6: steps[0].interactive.command: unknown key (did you mean run?); 6: steps[0].interactive.run: missing",
        "interactive: { run: x } | 6: steps[0].interactive.run: expected a list of the program and its arguments, such as [./sum, 3]",
        "interactive: { run: [x], files: [missing] } | 6: steps[0].interactive.files[0]: \"missing\": no such file beside the task's file",
        "interactive: { run: [x], environment: base, image: a } | 6: steps[0].interactive.image: environment is there too (expected: one of the two)",
        "interactive: { run: [x], limits: { disk: 9GiB } } | 6: steps[0].interactive.limits.disk: \"9GiB\" (expected: 64KiB..4GiB, which this node allows)",
        "interactive: { run: [x], limits: { wall-time: 30s } } | 6: steps[0].interactive.limits.wall-time: not longer than the step's, 30s (expected: longer, it answers after the program's end)",
        "interactive: { run: [x] }\\nstdin: y | 7: steps[0].stdin: interactive is there too (expected: one of the two)",
        "interactive: { run: [x] }\\nexpect: { stdout: y } | 7: steps[0].expect: interactive is there too (expected: one of the two)",
        "interactive: { run: [x] }\\ncases: { stdin: c/*.in, stdout: c/*.out } | 7: steps[0].cases: interactive is there too (expected: one of the two)",
      })
  void problemsAreToldByTheirPlace(String lines, String problems) throws IOException {
    Path file = TaskYaml.write(directory, TaskYaml.withStep(lines.replace("\\n", "\n")));
    TaskFormatException refused =
        catchThrowableOfType(TaskFormatException.class, () -> TaskReader.read(file));
    assertThat(refused).as("the task is refused").isNotNull();
    assertThat(
            String.join(
                "; ", refused.problems().stream().map(l -> l.replace(file + ":", "")).toList()))
        .isEqualTo(problems);
  }
}
