package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskReaderTest {
  private static final String YAML =
      """
      name: sum-of-two
      course: LEPL1503
      environment: gcc
      runtime: crun
      limits: { memory: 128MiB, processes: 16, cpu-time: 2s, cpus: 1.5 }
      files: [ tests/main.c, { from: tests/1.in, to: data/one } ]
      steps:
        - name: compile
          run: [ gcc, -O2, -o, sum, sum.c, 3, true, 1.0 ]
          env: { LANG: C, LEVEL: 2 }
          limits: { cpu-time: 10s, wall-time: 20s, memory: 64MiB, processes: 8, output: 64KiB }
          failure: compile-error
        - name: small numbers
          run: [ ./sum ]
          stdin: "1 2\\n"
          expect: { stdout: "3\\n", checker: tokens }
          points: 2
        - name: from files
          run: [ ./sum ]
          stdin: { file: tests/1.in }
          expect: { stdout: { file: tests/1.out }, checker: { float: { relative: 1e-6 } } }
      """;
  private static final String JSON =
      """
      {
      \t"name": "sum-of-two", "course": "LEPL1503", "environment": "gcc", "runtime": "crun",
      \t"limits": {"memory": "128MiB", "processes": 16, "cpu-time": "2s", "cpus": 1.5},
      \t"files": ["tests/main.c", {"from": "tests\\/1.in", "to": "data/one"}],
      \t"steps": [
      \t\t{"name": "compile", "run": ["gcc", "-O2", "-o", "sum", "sum.c", 3, true, 1.0], "env": {"LANG": "C", "LEVEL": 2},
      \t\t "limits": {"cpu-time":"10s","wall-time":"20s","memory":"64MiB","processes":8,"output":"64KiB"}, "failure": "compile-error"},
      \t\t{"name": "small numbers", "run": ["./sum"], "stdin": "1 2\\n", "expect": {"stdout":"3\\u000a","checker":"tokens"}, "points": 2},
      \t\t{"name": "from files", "run": ["./sum"], "stdin": {"file": "tests/1.in"},
      \t\t "expect": {"stdout": {"file": "tests/1.out"}, "checker": {"float": {"relative": 1e-6}}}}
      \t]
      }
      """;

  @TempDir private Path directory;

  private void writeFiles() throws IOException {
    Files.createDirectory(directory.resolve("tests"));
    Files.writeString(directory.resolve("tests/main.c"), "int main(void);");
    Files.write(directory.resolve("tests/1.in"), new byte[] {(byte) 0xff, 0, '\n'});
    Files.writeString(directory.resolve("tests/1.out"), "1.5\n");
  }

  @Test
  void initIsMainUnlessItIsSaidOtherwise() throws IOException {
    String yaml = "name: t\nenvironment: base\n%ssteps: [{ name: a, run: [x] }]\n";
    assertThat(TaskYaml.read(directory, yaml.formatted("")).init()).isEqualTo(Init.MAIN);
    assertThat(TaskYaml.read(directory, yaml.formatted("init: main\n")).init())
        .isEqualTo(Init.MAIN);
    assertThat(TaskYaml.read(directory, yaml.formatted("init: none\n")).init())
        .isEqualTo(Init.NONE);
  }

  @Test
  void readsEveryKey() throws IOException {
    writeFiles();
    Task task = TaskYaml.read(directory, YAML);
    Path real = directory.toRealPath();
    assertThat(task.name()).isEqualTo("sum-of-two");
    assertThat(task.course()).contains("LEPL1503");
    assertThat(task.image()).isEqualTo(new ImageSource.Environment("gcc"));
    assertThat(task.runtime()).contains("crun");
    assertThat(task.files())
        .containsExactly(
            new TaskFile(real.resolve("tests/main.c"), "tests/main.c"),
            new TaskFile(real.resolve("tests/1.in"), "data/one"));
    assertThat(task.limits())
        .isEqualTo(
            new Limits(
                Duration.ofSeconds(2),
                Duration.ofSeconds(6),
                ByteSize.ofMebibytes(128),
                16,
                ByteSize.ofMebibytes(1),
                ByteSize.ofMebibytes(64),
                Optional.of(new Cpus(1500))));
    assertThat(task.maxPoints()).isEqualTo(3);
    assertThat(task.steps())
        .containsExactly(
            new Step(
                "compile",
                List.of("gcc", "-O2", "-o", "sum", "sum.c", "3", "true", "1.0"),
                Map.of("LANG", "C", "LEVEL", "2"),
                Bytes.EMPTY,
                Optional.empty(),
                new Limits(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    ByteSize.ofMebibytes(64),
                    8,
                    ByteSize.ofKibibytes(64),
                    ByteSize.ofMebibytes(64),
                    task.limits().cpus()),
                0,
                FailureMeaning.COMPILE_ERROR),
            test("small numbers", "1 2\n", "3\n", new Checker.Tokens(), 2, task.limits()),
            new Step(
                "from files",
                List.of("./sum"),
                Map.of(),
                Bytes.of(new byte[] {(byte) 0xff, 0, '\n'}),
                Optional.of(
                    new Expectation(Bytes.ofText("1.5\n"), new Checker.FloatTolerance(0, 1e-6))),
                task.limits(),
                1,
                FailureMeaning.OWN_VERDICT));
  }

  private static Step test(
      String name, String stdin, String stdout, Checker checker, int points, Limits limits) {
    Optional<Expectation> expect = Optional.of(new Expectation(Bytes.ofText(stdout), checker));
    return new Step(
        name,
        List.of("./sum"),
        Map.of(),
        Bytes.ofText(stdin),
        expect,
        limits,
        points,
        FailureMeaning.OWN_VERDICT);
  }

  @Test
  void jsonIsTheSame() throws IOException {
    writeFiles();
    assertThat(TaskYaml.read(directory, JSON)).isEqualTo(TaskYaml.read(directory, YAML));
  }

  @Test
  void fillsInDefaults() throws IOException {
    Task task = TaskYaml.read(directory, TaskYaml.SMALLEST);
    assertThat(task.course()).isEmpty();
    assertThat(task.runtime()).isEmpty();
    assertThat(task.limits()).isEqualTo(Limits.DEFAULTS);
    assertThat(task.files()).isEmpty();
    assertThat(task.steps())
        .containsExactly(
            new Step(
                "run",
                List.of("./a"),
                Map.of(),
                Bytes.EMPTY,
                Optional.empty(),
                Limits.DEFAULTS,
                0,
                FailureMeaning.OWN_VERDICT));
  }

  @Test
  void theDefaultCheckerIsExactAndAnyRuntimeIsNone() throws IOException {
    String yaml =
        TaskYaml.withStep("expect: { stdout: x }")
            .replace("environment: base", "image: debian:12\nruntime: any");
    Task task = TaskYaml.read(directory, yaml);
    assertThat(task.image()).isEqualTo(new ImageSource.Image("debian:12"));
    assertThat(task.runtime()).isEmpty();
    assertThat(task.steps().getFirst().expect())
        .contains(new Expectation(Bytes.ofText("x"), new Checker.Exact()));
    assertThat(task.maxPoints()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 10s, 30s",
    "cpu-time: 2s, '', 2s, 6s",
    "'', cpu-time: 2s, 2s, 6s",
    "wall-time: 5s, cpu-time: 2s, 2s, 5s",
    "'cpu-time: 4s, wall-time: 5s', cpu-time: 2s, 2s, 5s",
    "cpu-time: 4s, wall-time: 5s, 4s, 5s",
    "cpu-time: 10m, '', 10m, 30m"
  })
  void wallTimeIsThreeTimesCpuTimeUnlessSaid(String ofTask, String ofStep, String cpu, String wall)
      throws IOException {
    String yaml = TaskYaml.withStep("limits: { " + ofStep + " }") + "limits: { " + ofTask + " }\n";
    Limits limits = TaskYaml.read(directory, yaml).steps().getFirst().limits();
    assertThat(limits.cpuTime()).isEqualTo(DurationText.parse(cpu));
    assertThat(limits.wallTime()).isEqualTo(DurationText.parse(wall));
  }

  @Test
  void theDefaultsAreWithinTheBounds() {
    assertThat(Limits.MAXIMUM.cpuTime().multipliedBy(Limits.WALL_PER_CPU))
        .isLessThanOrEqualTo(Limits.MAXIMUM.wallTime());
    assertThat(Limits.DEFAULTS.wallTime())
        .isEqualTo(Limits.DEFAULTS.cpuTime().multipliedBy(Limits.WALL_PER_CPU));
    assertThat(Limits.DEFAULTS.memory())
        .isBetween(Limits.MINIMUM.memory(), Limits.MAXIMUM.memory());
    assertThat(Limits.DEFAULTS.processes())
        .isBetween(Limits.MINIMUM.processes(), Limits.MAXIMUM.processes());
    assertThat(Limits.DEFAULTS.output())
        .isBetween(Limits.MINIMUM.output(), Limits.MAXIMUM.output());
    assertThat(Limits.DEFAULTS.disk()).isBetween(Limits.MINIMUM.disk(), Limits.MAXIMUM.disk());
  }

  @Test
  void aliasesRepeatWhatIsNamedBefore() throws IOException {
    StringBuilder yaml = new StringBuilder("name: t\nenvironment: base\nsteps:\n");
    yaml.append("  - { name: a, run: &run [./a, x] }\n");
    for (int i = 0; i < 200; i++) {
      yaml.append("  - { name: b%d, run: *run }\n".formatted(i));
    }
    List<Step> steps = TaskYaml.read(directory, yaml.toString()).steps();
    assertThat(steps).hasSize(201).extracting(Step::command).containsOnly(List.of("./a", "x"));
  }

  @Test
  void aByteOrderMarkAndCharactersBeyondTheFirstPlaneAreText() throws IOException {
    Task task =
        TaskYaml.read(directory, "\uFEFF" + TaskYaml.withStep("stdin: \"\\ud83d\\ude00😀\""));
    assertThat(task.steps().getFirst().stdin()).isEqualTo(Bytes.ofText("😀😀"));
  }

  @Test
  void aTaskFileThatIsALinkIsRelativeToWhereItWasNamed() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    TaskYaml.write(elsewhere, TaskYaml.withStep("stdin: { file: in }"));
    Files.writeString(directory.resolve("in"), "beside the link");
    Path link =
        Files.createSymbolicLink(directory.resolve("link.yaml"), elsewhere.resolve("task.yaml"));
    assertThat(TaskReader.read(link).steps().getFirst().stdin())
        .isEqualTo(Bytes.ofText("beside the link"));
  }
}
