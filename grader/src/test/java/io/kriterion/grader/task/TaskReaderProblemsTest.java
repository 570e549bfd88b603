package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskReaderProblemsTest {
  @TempDir private Path directory;

  private List<String> problems(Path file) {
    TaskFormatException refused =
        catchThrowableOfType(TaskFormatException.class, () -> TaskReader.read(file));
    assertThat(refused).as("the task is refused").isNotNull();
    assertThat(refused).hasMessage(String.join("\n", refused.problems()));
    assertThat(refused.problems()).allMatch(line -> line.lines().count() == 1);
    return refused.problems().stream().map(line -> line.replace(file + ":", "")).toList();
  }

  private List<String> problems(String yaml) throws IOException {
    return problems(TaskYaml.write(directory, yaml));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "cores: 2 | 6: cores: unknown key (did you mean course?)",
        "cpu: 2 | 6: cpu: unknown key (known here: name, course, environment, image, runtime, init, limits, files, groups, steps)",
        "limits: { cpu-tme: 2s } | 6: limits.cpu-tme: unknown key (did you mean cpu-time?)",
        "limits: { cpuTime: 2s } | 6: limits.cpuTime: unknown key (did you mean cpu-time?)",
        "limits: { Mem_ory: 2s } | 6: limits.Mem_ory: unknown key (did you mean memory?)",
        "limits: { cpu-time: -2s } | 6: limits.cpu-time: \"-2s\" is not a duration (expected: a number and ms, s, m or h, such as 500ms or 1.5s)",
        "limits: { cpu-time: 0s } | 6: limits.cpu-time: \"0s\" (expected: 0.01s..600s, which this node allows)",
        "limits: { cpu-time: 2 } | 6: limits.cpu-time: \"2\" is not a duration (expected: a number and ms, s, m or h, such as 500ms or 1.5s)",
        "limits: { wall-time: 31m } | 6: limits.wall-time: \"31m\" (expected: 0.01s..1800s, which this node allows)",
        "limits: { memory: 9GiB } | 6: limits.memory: \"9GiB\" (expected: 8MiB..8GiB, which this node allows)",
        "limits: { memory: 256MB } | 6: limits.memory: \"256MB\" is not a size (expected: a whole number and B, KiB, MiB or GiB, such as 256MiB)",
        "limits: { memory: [1] } | 6: limits.memory: expected a text",
        "limits: { processes: 0 } | 6: limits.processes: \"0\" (expected: a whole number, 1..1024)",
        "limits: { processes: -4 } | 6: limits.processes: \"-4\" (expected: a whole number, 1..1024)",
        "limits: { processes: 1.5 } | 6: limits.processes: \"1.5\" (expected: a whole number, 1..1024)",
        "limits: { processes: 0x10 } | 6: limits.processes: \"0x10\" (expected: a whole number, 1..1024)",
        "limits: { output: 0B } | 6: limits.output: \"0B\" (expected: 1B..64MiB, which this node allows)",
        "limits: 2s | 6: limits: expected keys and values",
        "runtime: Kata! | 6: runtime: \"Kata!\" is not a name here (expected: lower-case letters, digits, '.', '_' and '-', such as runc)",
        "image: debian:12 | 6: image: environment is there too (expected: one of the two)",
        "course: 1503 | 6: course: expected a text (put it in quotes)",
        "course: \"a\\nb\" | 6: course: \"a\\nb\" is not a name (expected: 1 to 200 characters on one line, none of them invisible)",
        "course: \"\\u202eb\" | 6: course: \"\\u{202e}b\" is not a name (expected: 1 to 200 characters on one line, none of them invisible)",
        "course: ~ | 6: course: expected a text",
        "course: !!binary aGk= | 6: course: expected a text",
        "name: u | 6: name: the key comes twice (expected: once)",
        "[a]: u | 6: a key is not a text",
        "init: exec | 6: init: \"exec\" (known here: main, none)",
        "<<: {name: u} | 6: <<: unknown key (known here: name, course, environment, image, runtime, init, limits, files, groups, steps)",
        "files: a.c | 6: files: expected a list",
        "files: [a.c] | 6: files[0]: \"a.c\": no such file beside the task's file",
        "files: [{ to: a.c }] | 6: files[0].from: missing",
        "files: [task.yaml, { from: task.yaml, to: task.yaml/x }] | 6: files[1]: \"task.yaml/x\" and \"task.yaml\" go to the same place",
        "files: [{ from: task.yaml, to: ../x }] | 6: files[0].to: \"../x\" is not a path inside the directory (expected: relative, no empty, \".\" or \"..\" part, no control characters)",
      })
  void ofATask(String lines, String problem) throws IOException {
    assertThat(problems(TaskYaml.withTask(lines))).containsExactly(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "command: [a] | 6: steps[0].command: unknown key (did you mean run?)",
        "expects: {} | 6: steps[0].expects: unknown key (did you mean expect?)",
        "limits: { disk: 1MiB } | 6: steps[0].limits.disk: belongs in the task's limits: all steps share one disk",
        "limits: { cpus: 1 } | 6: steps[0].limits.cpus: belongs in the task's limits: all steps share one sandbox",
        "limits: { memory: 512MiB } | 6: steps[0].limits.memory: \"512MiB\" (expected: 8MiB..256MiB, as the task's limits say)",
        "limits: { processes: 33 } | 6: steps[0].limits.processes: \"33\" (expected: a whole number, 1..32)",
        "points: -1 | 6: steps[0].points: \"-1\" (expected: a whole number, 0..1000000)",
        "points: lots | 6: steps[0].points: \"lots\" (expected: a whole number, 0..1000000)",
        "points: 99999999999 | 6: steps[0].points: \"99999999999\" (expected: a whole number, 0..1000000)",
        "failure: compile_error | 6: steps[0].failure: \"compile_error\" (did you mean compile-error?)",
        "artifacts: a | 6: steps[0].artifacts: expected a list",
        "artifacts: [a, b, a] | 6: steps[0].artifacts[2]: \"a\" comes twice",
        "artifacts: [a/../../b] | 6: steps[0].artifacts[0]: \"a/../../b\" is not a path inside the directory (expected: relative, no empty, \".\" or \"..\" part, no control characters)",
        "artefacts: [a] | 6: steps[0].artefacts: unknown key (did you mean artifacts?)",
        "env: { 1A: x } | 6: steps[0].env.1A: \"1A\" is not a variable's name (expected: letters, digits and _, not a digit first)",
        "env: { A: \"x\\0\" } | 6: steps[0].env.A: \"x\\u{0}\" holds a NUL character, which no argument can",
        "env: { A: [x] } | 6: steps[0].env.A: expected a text",
        "stdin: 3 | 6: steps[0].stdin: expected a text (put it in quotes)",
        "stdin: \"\\ud83d\" | 6: steps[0].stdin: half a character (a lone surrogate)",
        "stdin: { files: a } | 6: steps[0].stdin.files: unknown key (did you mean file?); 6: steps[0].stdin.file: missing",
        "expect: { checker: exact } | 6: steps[0].expect.stdout: missing",
        "expect: { stdout: x, checker: token } | 6: steps[0].expect.checker: \"token\" (did you mean tokens?)",
        "expect: { stdout: x, checker: float } | 6: steps[0].expect.checker: float needs a tolerance, such as { float: 1e-6 }",
        "expect: { stdout: x, checker: { float: -1 } } | 6: steps[0].expect.checker.float: \"-1\" (expected: a number, 0 or more, at most 1)",
        "expect: { stdout: x, checker: { float: .nan } } | 6: steps[0].expect.checker.float: \".nan\" is not a decimal number",
        "expect: { stdout: x, checker: { float: { absolute: 1e999 } } } | 6: steps[0].expect.checker.float.absolute: \"1e999\" (expected: a number, 0 or more)",
        "expect: { stdout: x, checker: { float: {} } } | 6: steps[0].expect.checker.float: missing absolute or relative",
      })
  void ofAStep(String lines, String problems) throws IOException {
    assertThat(String.join("; ", problems(TaskYaml.withStep(lines)))).isEqualTo(problems);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | empty (expected: a program and its arguments)",
        "./a | expected a list of the program and its arguments, such as [./sum, 3]",
        "{} | expected a list",
      })
  void ofACommand(String command, String problem) throws IOException {
    assertThat(problems(TaskYaml.SMALLEST.replace("[./a]", command)))
        .containsExactly("5: steps[0].run: " + problem);
  }

  @Test
  void ofArguments() throws IOException {
    assertThat(
            problems(
                TaskYaml.SMALLEST.replace(
                    "[./a]", "[\"\", \"a\\0\", ~, " + "\"" + "x".repeat(70_000) + "\"]")))
        .containsExactly(
            "5: steps[0].run[1]: \"a\\u{0}\" holds a NUL character, which no argument can",
            "5: steps[0].run[2]: expected a text",
            "5: steps[0].run[3]: longer than 65535 bytes",
            "5: steps[0].run[0]: empty (expected: a program)");
    String long60 = "\"" + "x".repeat(60_000) + "\"";
    assertThat(problems(TaskYaml.SMALLEST.replace("./a", "./a" + (", " + long60).repeat(9))))
        .containsExactly(
            "4: steps[0]: arguments and variables: 540013 bytes (expected: at most 524288)");
  }

  @Test
  void allProblemsAreToldAtOnce() throws IOException {
    assertThat(
            problems(
                """
                nam: x
                limits: { memory: 1KiB }
                steps:
                  - name: a
                    limits: { memory: 512MiB }
                  - name: b
                    run: [./b]
                  - name: b
                    run: [./c]
                """))
        .containsExactly(
            "1: nam: unknown key (did you mean name?)",
            "1: name: missing",
            "1: environment: missing (or image)",
            "2: limits.memory: \"1KiB\" (expected: 8MiB..8GiB, which this node allows)",
            "4: steps[0].run: missing",
            "8: steps[2].name: line 6 has a step of that name (expected: distinct names)");
  }

  @Test
  void atMostTwentyProblemsAreTold() throws IOException {
    String keys =
        String.join("", IntStream.range(0, 50).mapToObj(i -> "x" + i + "qqq: 1\n").toList());
    List<String> problems = problems(TaskYaml.withTask(keys));
    assertThat(problems).hasSize(21);
    assertThat(problems.getLast()).isEqualTo(" 30 more problems");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | 1: expected keys and values",
        "hello | 1: expected keys and values",
        "name: t: u | 1: not YAML: mapping values are not allowed here",
        "a: *b | 1: not YAML: found undefined alias b",
        "{ | 1: not YAML: expected the node content, but found '<stream end>'",
        "steps: [] | 1: name: missing",
      })
  void ofADocument(String yaml, String problem) throws IOException {
    assertThat(problems(yaml).getFirst()).isEqualTo(problem);
  }

  @Test
  void ofTheFile() throws IOException {
    assertThat(problems("")).containsExactly(" empty (expected: a task)");
    assertThat(problems("a: 1\n---\nb: 2\n").getFirst()).startsWith("2: not YAML: ");
    assertThat(problems("a: b\nc: \u0007\n"))
        .containsExactly("2: not YAML: the character U+0007 must be escaped");
    assertThat(problems(directory))
        .containsExactly(" not a regular file (expected: a task's YAML or JSON file)");
    assertThat(problems(directory.resolve("none.yaml"))).containsExactly(" no such file");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xc3, 0x28});
    assertThat(problems(binary))
        .containsExactly(" not UTF-8 text (expected: a task's YAML or JSON file)");
  }

  @Test
  void aNameWithANewlineStaysOneLine() throws IOException {
    Path file = Files.writeString(directory.resolve("a\nb.yaml"), "x");
    TaskFormatException refused =
        catchThrowableOfType(TaskFormatException.class, () -> TaskReader.read(file));
    assertThat(refused.getMessage()).endsWith("a\\nb.yaml:1: expected keys and values");
    assertThat(problems(TaskYaml.withTask("\"a\\n" + "k".repeat(100) + "\": 1")).getFirst())
        .startsWith("6: a\\nkkk")
        .contains("kkk…: unknown key (known here: name,");
  }
}
