package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

final class TaskSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode SCHEMA = TaskSchemaKeysTest.schema();
  private static final JsonSchema VALIDATOR =
      JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SCHEMA);

  static final List<String> GOOD_TASK_LINES =
      List.of(
          "course: LEPL1503",
          "runtime: any",
          "runtime: runsc",
          "limits: {}",
          "limits: { cpu-time: 2s, wall-time: 1.5m, memory: 64MiB, processes: 5, output: 1B, disk: 1GiB, cpus: 0.5 }",
          "limits: { cpus: 2 }",
          "files: []",
          "files: [a, b/c.txt, { from: a, to: d/e }, { from: b/c.txt, to: x }]",
          "files: ['...', '.hidden', 'with space']",
          "groups: []");
  static final List<String> BAD_TASK_LINES =
      List.of(
          "cours: x",
          "course: 3",
          "course: ''",
          "course: \"a\\tb\"",
          "course: ~",
          "image: debian:12",
          "runtime: Kata",
          "runtime: [runc]",
          "limits: 2s",
          "limits: { cpu-tme: 2s }",
          "limits: { cpu-time: 2 }",
          "limits: { cpus: '2' }",
          "limits: { cpus: 0.001 }",
          "limits: { cpus: 65 }",
          "limits: { cpus: many }",
          "limits: { cpu-time: -2s }",
          "limits: { cpu-time: 0s }",
          "limits: { cpu-time: 0.00ms }",
          "limits: { memory: 1.5MiB }",
          "limits: { memory: 0MiB }",
          "limits: { memory: 64MB }",
          "limits: { processes: 0 }",
          "limits: { processes: 1.5 }",
          "limits: { processes: 2000 }",
          "limits: { processes: '5' }",
          "files: a",
          "files: [/a]",
          "files: [../a]",
          "files: [b/../a]",
          "files: [b//c.txt]",
          "files: [b/]",
          "files: [./a]",
          "files: ['']",
          "files: [\"a\\nb\"]",
          "files: [{ to: a }]",
          "files: [{ from: a, to: /x }]",
          "files: [{ from: a, mode: x }]",
          "files: [3]");

  static final List<String> GOOD_STEP_LINES =
      List.of(
          "cases: { stdin: cases/*.in, stdout: cases/*.out }",
          "cases: { stdin: 'cases/*1.in', stdout: cases/*1.out, checker: { float: 1e-6 } }",
          "env: { A: x, _B1: 2, C: true, D: '' }",
          "stdin: text",
          "stdin: ''",
          "stdin: \"\\0\"",
          "stdin: { file: a }",
          "expect: { stdout: x }",
          "expect: { stdout: { file: a }, checker: exact }",
          "expect: { stdout: x, checker: tokens }",
          "expect: { stdout: x, checker: { float: 1e-6 } }",
          "expect: { stdout: x, checker: { float: 0 } }",
          "expect: { stdout: x, checker: { float: { absolute: 10 } } }",
          "expect: { stdout: x, checker: { float: { absolute: 0.5, relative: 1 } } }",
          "limits: { cpu-time: 2s, wall-time: 3s, memory: 64MiB, processes: 3, output: 2KiB }",
          "points: 0",
          "points: 1000000",
          "failure: compile-error",
          "artifacts: []",
          "artifacts: [report.txt, out/a, .hidden, 'with space']");
  static final List<String> BAD_STEP_LINES =
      List.of(
          "group: 3",
          "group: [g]",
          "cases: cases/*.in",
          "cases: { stdin: cases/*.in }",
          "cases: { stdout: cases/*.out }",
          "cases: { stdin: cases/*.in, stdout: cases/c1.out }",
          "cases: { stdin: cases/*.in, stdout: c*s/c1.out }",
          "cases: { stdin: cases/**, stdout: cases/*.out }",
          "cases: { stdin: ../*.in, stdout: cases/*.out }",
          "cases: { stdin: /*.in, stdout: cases/*.out }",
          "cases: { stdin: cases/*.in, stdout: cases/*.out, checker: float }",
          "cases: { stdin: cases/*.in, stdout: cases/*.out, points: 3 }",
          "cases: { stdin: cases/*.in, stdout: cases/*.out }\nstdin: x",
          "cases: { stdin: cases/*.in, stdout: cases/*.out }\nexpect: { stdout: x }",
          "command: [x]",
          "env: { 1A: x }",
          "env: { A: [x] }",
          "env: { A: ~ }",
          "env: { A: \"\\0\" }",
          "env: [A]",
          "stdin: 3",
          "stdin: [x]",
          "stdin: { file: ../a }",
          "stdin: { path: a }",
          "expect: x",
          "expect: { checker: exact }",
          "expect: { stdout: 3 }",
          "expect: { stdout: x, stderr: y }",
          "expect: { stdout: x, checker: Exact }",
          "expect: { stdout: x, checker: float }",
          "expect: { stdout: x, checker: { tokens: 1 } }",
          "expect: { stdout: x, checker: { float: -1 } }",
          "expect: { stdout: x, checker: { float: 2 } }",
          "expect: { stdout: x, checker: { float: '1' } }",
          "expect: { stdout: x, checker: { float: {} } }",
          "expect: { stdout: x, checker: { float: { absolute: -1 } } }",
          "expect: { stdout: x, checker: { float: { relative: 1.5 } } }",
          "expect: { stdout: x, checker: { float: { both: 1 } } }",
          "limits: { disk: 1MiB }",
          "limits: { cpus: 1 }",
          "points: -1",
          "points: 1000001",
          "points: 1.5",
          "points: many",
          "failure: compile_error",
          "failure: true",
          "artifacts: report.txt",
          "artifacts: [/etc/passwd]",
          "artifacts: [../a]",
          "artifacts: [out/../a]",
          "artifacts: [out/]",
          "artifacts: ['']",
          "artifacts: [\"a\\nb\"]",
          "artifacts: [a, a]",
          "artifacts: [3]",
          "artifacts: [{ from: a }]");

  /**
   * What only the reader can know: bounds of values with units, relations between values, and
   * files.
   */
  static final List<String> READER_ONLY_LINES =
      List.of(
          "limits: { memory: 9GiB }",
          "limits: { cpu-time: 1ms }",
          "limits: { output: 9999999999999999999B }",
          "files: [missing]",
          "files: [a, { from: b/c.txt, to: a }]");

  @TempDir private static Path directory;

  @BeforeAll
  static void writeFiles() throws IOException {
    Files.createDirectory(directory.resolve("b"));
    Files.createDirectory(directory.resolve("cases"));
    for (String name :
        List.of("cases/c1.in", "cases/c1.out", "a", "b/c.txt", "...", ".hidden", "with space")) {
      Files.writeString(directory.resolve(name), name);
    }
  }

  static boolean schemaAccepts(String yaml) throws IOException {
    Object value =
        new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
    return VALIDATOR.validate(JSON.writeValueAsString(value), InputFormat.JSON).isEmpty();
  }

  static boolean readerAccepts(Path directory, String yaml) throws IOException {
    try {
      return !TaskYaml.read(directory, yaml).steps().isEmpty();
    } catch (TaskFormatException e) {
      return false;
    }
  }

  private static void assertBoth(String yaml, boolean accepted) throws IOException {
    assertThat(schemaAccepts(yaml)).as("schema").isEqualTo(accepted);
    assertThat(readerAccepts(directory, yaml)).as("reader").isEqualTo(accepted);
  }

  @ParameterizedTest
  @FieldSource("GOOD_TASK_LINES")
  void bothAcceptTask(String lines) throws IOException {
    assertBoth(TaskYaml.withTask(lines), true);
  }

  @ParameterizedTest
  @FieldSource("BAD_TASK_LINES")
  void bothRefuseTask(String lines) throws IOException {
    assertBoth(TaskYaml.withTask(lines), false);
  }

  @ParameterizedTest
  @FieldSource("GOOD_STEP_LINES")
  void bothAcceptStep(String lines) throws IOException {
    assertBoth(TaskYaml.withStep(lines), true);
  }

  @ParameterizedTest
  @FieldSource("BAD_STEP_LINES")
  void bothRefuseStep(String lines) throws IOException {
    assertBoth(TaskYaml.withStep(lines), false);
  }

  @ParameterizedTest
  @FieldSource("READER_ONLY_LINES")
  void onlyTheReaderRefuses(String lines) throws IOException {
    String yaml = TaskYaml.withTask(lines);
    assertThat(schemaAccepts(yaml)).as("schema").isTrue();
    assertThat(readerAccepts(directory, yaml)).as("reader").isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: t | '' | false",
        "name: t | name: [t] | false",
        "environment: base | '' | false",
        "environment: base | image: debian:12 | true",
        "environment: base | image: not an image | false",
        "environment: base | environment: -base | false",
        "run: [./a] | run: [./a, 3, true, 1.5, ''] | true",
        "run: [./a] | run: [] | false",
        "run: [./a] | run: [''] | false",
        "run: [./a] | run: [./a, ~] | false",
        "run: [./a] | run: [./a, [b]] | false",
        "run: [./a] | run: ./a | false",
        "run: [./a] | points: 3 | false",
        "- name: run | - points: 3 | false"
      })
  void bothAgreeWithoutAPart(String part, String replacement, boolean accepted) throws IOException {
    assertBoth(TaskYaml.SMALLEST.replace(part, replacement), accepted);
  }

  @Test
  void bothRefuseOtherShapes() throws IOException {
    for (String yaml :
        List.of(
            "[]",
            "x",
            "3",
            "name: t\nenvironment: base\nsteps: []",
            "name: t\nenvironment: base")) {
      assertBoth(yaml, false);
    }
  }

  @Test
  void theSpecificationsExampleIsATask() throws IOException {
    String text = Files.readString(Path.of("../SPECIFICATION.md"));
    String yaml = text.substring(text.indexOf("```yaml\n") + 8, text.indexOf("\n```\n"));
    Files.createDirectories(directory.resolve("tests"));
    Files.writeString(directory.resolve("tests/main.c"), "");
    assertBoth(yaml, true);
  }
}
