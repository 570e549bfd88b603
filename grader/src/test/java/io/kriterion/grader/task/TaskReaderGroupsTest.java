package io.kriterion.grader.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups and cases of a task's file, and what can be wrong with them. */
final class TaskReaderGroupsTest {
  private static final String HEAD = "name: t\nenvironment: base\n";
  private static final String CASES =
      HEAD + "steps:\n  - { name: s, run: [./a], cases: { stdin: t/*.in, stdout: t/*.out } }\n";

  @TempDir private Path directory;

  private List<String> problems(String yaml) throws IOException {
    Path file = TaskYaml.write(directory, yaml);
    TaskFormatException refused =
        catchThrowableOfType(TaskFormatException.class, () -> TaskReader.read(file));
    assertThat(refused).as("the task is refused").isNotNull();
    assertThat(refused.problems()).allMatch(line -> line.lines().count() == 1);
    return refused.problems().stream().map(line -> line.replace(file + ":", "")).toList();
  }

  private void files(String... names) throws IOException {
    Files.createDirectories(directory.resolve("t"));
    for (String name : names) {
      Files.writeString(directory.resolve("t").resolve(name), "of " + name);
    }
  }

  @Test
  void stepsNameTheirGroups() throws IOException {
    Task task =
        TaskYaml.read(
            directory,
            HEAD
                + """
                groups:
                  - { name: first, points: 40 }
                  - { name: second, stop: first-failure, needs: [first] }
                  - { name: third, stop: never, needs: [] }
                steps:
                  - { name: a, group: first, run: [./a], expect: { stdout: x } }
                  - { name: b, run: [./a], expect: { stdout: x } }
                  - { name: c, group: first, run: [./a] }
                  - { name: d, group: second, run: [./a], points: 3 }
                  - { name: e, group: third, run: [./a] }
                """);
    assertThat(task.groups())
        .containsExactly(
            new Group("first", List.of("a", "c"), OptionalInt.of(40), Group.Stop.NEVER, List.of()),
            new Group(
                "second",
                List.of("d"),
                OptionalInt.empty(),
                Group.Stop.FIRST_FAILURE,
                List.of("first")),
            new Group("third", List.of("e"), OptionalInt.empty(), Group.Stop.NEVER, List.of()));
    assertThat(task.steps().stream().map(Step::points)).containsExactly(0, 1, 0, 3, 0);
    assertThat(task.maxPoints()).isEqualTo(44);
  }

  @Test
  void everyPairOfFilesIsAStep() throws IOException {
    files("2.in", "10.in", "1.in", "1.out", "2.out", "10.out", "notes.txt", ".in");
    Task task =
        TaskYaml.read(
            directory,
            HEAD
                + """
                groups: [{ name: g }]
                steps:
                  - name: s
                    group: g
                    run: [./a, 3]
                    env: { A: x }
                    cases: { stdin: t/*.in, stdout: t/*.out, checker: tokens }
                    limits: { cpu-time: 2s }
                    points: 4
                """);
    assertThat(task.steps().stream().map(Step::name)).containsExactly("s 1", "s 2", "s 10");
    assertThat(task.groups().getFirst().steps()).containsExactly("s 1", "s 2", "s 10");
    for (Step step : task.steps()) {
      String number = step.name().substring(2);
      assertThat(step.stdin()).isEqualTo(Bytes.ofText("of " + number + ".in"));
      assertThat(step.expect())
          .contains(new Expectation(Bytes.ofText("of " + number + ".out"), new Checker.Tokens()));
      assertThat(step.command()).containsExactly("./a", "3");
      assertThat(step.points()).isEqualTo(4);
      assertThat(step.limits().cpuTime()).hasSeconds(2);
    }
  }

  @Test
  void casesEarnAPointEachUnlessTheirGroupHasPoints() throws IOException {
    files("1.in", "1.out", "2.in", "2.out");
    assertThat(TaskYaml.read(directory, CASES).maxPoints()).isEqualTo(2);
    String grouped =
        CASES
            .replace("name: s,", "name: s, group: g,")
            .replace("steps:", "groups: [{ name: g, points: 7 }]\nsteps:");
    assertThat(TaskYaml.read(directory, grouped).maxPoints()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{ name: g }] | g | | ",
        "[{ name: small }] | smal | | 5: steps[0].group: \"smal\" is none of the task's groups (did you mean small?)",
        "[] | g | | 5: steps[0].group: \"g\" is none of the task's groups (it has none)",
        "[{ name: g }, { name: h }] | g | | 3: groups[1]: no step names this group (expected: one or more)",
        "[{ name: g }, { name: g }] | g | | 3: groups[1].name: line 3 has a group of that name (expected: distinct names)",
        "[{ name: g, points: 3 }] | g | points: 2, | 5: steps[0].points: the group \"g\" has points too (expected: in one of the two places)",
        "[{ name: g, points: -1 }] | g | | 3: groups[0].points: \"-1\" (expected: a whole number, 0..1000000)",
        "[{ points: 1 }] | g | | 3: groups[0].name: missing",
        "[{ name: g, stop: always }] | g | | 3: groups[0].stop: \"always\" (known here: first-failure, never)",
        "[{ name: g, needs: [g] }] | g | | 3: groups[0]: needs \"g\", which does not stand before it (expected: groups that are listed before it)",
        "[{ name: g, needs: [x] }] | g | | 3: groups[0].needs: \"x\" is none of the task's groups (did you mean g?)",
        "[{ name: g, needs: g }] | g | | 3: groups[0].needs: expected a list",
        "[{ name: g }, { name: h, needs: [g, g] }] | g | | 3: groups[1].needs[1]: \"g\" comes twice (expected: once)",
        "[{ name: g, steps: [s] }] | g | | 3: groups[0].steps: unknown key (a step names its group, as in group: small)",
        "[{ name: g, score: sum }] | g | | 3: groups[0].score: unknown key (known here: name, points, stop, needs)",
        "{ name: g } | g | | 3: groups: expected a list",
      })
  void ofAGroup(String groups, String group, String more, String problem) throws IOException {
    String yaml =
        HEAD
            + "groups: "
            + groups
            + "\nsteps:\n  - { name: s, group: "
            + group
            + ", "
            + (more == null ? "" : more)
            + " run: [./a] }\n";
    if (problem == null) {
      assertThat(TaskYaml.read(directory, yaml).groups()).hasSize(1);
    } else {
      assertThat(problems(yaml)).containsExactly(problem);
    }
  }

  @Test
  void needsGoBackwardsOnly() throws IOException {
    String yaml =
        HEAD
            + """
            groups:
              - { name: a, needs: [b] }
              - { name: b, needs: [a] }
            steps:
              - { name: x, group: a, run: [./a] }
              - { name: y, group: b, run: [./a] }
            """;
    assertThat(problems(yaml))
        .containsExactly(
            "4: groups[0]: needs \"b\", which does not stand before it (expected: groups that are listed before it)");
    assertThat(
            problems(
                yaml.replace(", needs: [b]", "")
                    .replace("group: a, run", "group: c, run")
                    .replace("group: b", "group: a")
                    .replace("group: c", "group: b")))
        .containsExactly(
            "5: groups[1]: needs \"a\", which has a step after the first of this group (expected: all before it)");
  }

  @Test
  void ofCases() throws IOException {
    assertThat(problems(CASES))
        .containsExactly(
            "4: steps[0].cases.stdin: \"t\": no such file beside the task's file",
            "4: steps[0].cases.stdout: \"t\": no such file beside the task's file");
    files("1.in", "2.in", "2.out", "3.out");
    assertThat(problems(CASES))
        .containsExactly(
            "4: steps[0].cases.stdin: \"t/1.in\" has no partner \"t/1.out\"",
            "4: steps[0].cases.stdout: \"t/3.out\" has no partner \"t/3.in\"");
    assertThat(problems(CASES.replace("t/*.in", "t/*.txt")))
        .containsExactly("4: steps[0].cases.stdin: \"t/*.txt\" matches no file");
    assertThat(problems(CASES.replace("t/*.in", "task.yaml/*")))
        .containsExactly("4: steps[0].cases.stdin: \"task.yaml\" is a file, not a directory");
    assertThat(problems(CASES.replace(", stdout: t/*.out", "")))
        .containsExactly("4: steps[0].cases.stdout: missing");
    assertThat(problems(CASES.replace("cases:", "stdin: x, expect: { stdout: x }, cases:")))
        .contains(
            "4: steps[0].stdin: cases is there too (expected: one of the two)",
            "4: steps[0].expect: cases is there too (expected: one of the two)");
    for (String pattern : List.of("t/1.in", "t*/1.in", "t/**", "../*.in", "/t/*.in", "t//*.in")) {
      assertThat(problems(CASES.replace("t/*.in", "'" + pattern + "'")))
          .containsExactly(
              "4: steps[0].cases.stdin: \""
                  + pattern
                  + "\" is not a pattern of files inside the directory (expected: a relative path with one * in its last part, such as tests/*.in)");
    }
  }

  @Test
  void caseFilesAreNotReachedThroughLinks() throws IOException {
    files("1.in");
    Files.createSymbolicLink(directory.resolve("t/1.out"), Path.of("/etc/hostname"));
    assertThat(problems(CASES))
        .containsExactly(
            "4: steps[0].cases.stdout: \"t/1.out\" is a symbolic link, which is not followed");
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("t"));
    assertThat(problems(CASES.replace("t/*.in", "link/*.in")))
        .containsExactly(
            "4: steps[0].cases.stdin: \"link\" is a symbolic link, which is not followed");
  }

  @Test
  void aCaseHasAnotherNameThanEveryStep() throws IOException {
    files("1.in", "1.out");
    assertThat(problems(CASES + "  - { name: s 1, run: [./a] }\n"))
        .containsExactly(
            "5: steps[1].name: line 4 has a step of that name (expected: distinct names)");
    assertThat(problems(CASES.replace("name: s,", "name: " + "s".repeat(199) + ",")).getFirst())
        .startsWith("4: steps[0]: name: \"sss")
        .contains("is not a name (expected: 1 to 200 characters");
  }

  @Test
  void casesAreBounded() throws IOException {
    Files.createDirectories(directory.resolve("t"));
    for (int i = 0; i < 501; i++) {
      files(i + ".in", i + ".out");
    }
    String second = CASES.lines().skip(3).findFirst().orElseThrow().replace("name: s", "name: r");
    assertThat(TaskYaml.read(directory, CASES).steps()).hasSize(501);
    assertThat(problems(CASES + second + "\n"))
        .containsExactly("5: steps[1]: 1002 steps up to here (expected: at most 1000 in all)");
    for (int i = 501; i < 1001; i++) {
      files(i + ".in");
    }
    assertThat(problems(CASES))
        .containsExactly("4: steps[0].cases.stdin: 1001 files match (expected: at most 1000)");
    for (int i = 0; i < TaskDirectory.MOST_ENTRIES - 1502 + 1; i++) {
      Files.createFile(directory.resolve("t/" + i));
    }
    assertThat(problems(CASES).getFirst())
        .isEqualTo(
            "4: steps[0].cases.stdin: more than 20000 files lie in the directories of the task's cases (expected: fewer)");
  }

  @Test
  void aTaskMadeOtherwiseIsCheckedToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Group("g", List.of(), OptionalInt.empty(), Group.Stop.NEVER, List.of()))
        .withMessage("group \"g\": no step (expected: one or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Group("g", List.of("s"), OptionalInt.of(-1), Group.Stop.NEVER, List.of()))
        .withMessage("points: -1 (expected: 0..1000000)");
  }
}
