package io.kriterion.it.corpus;

import static io.kriterion.it.corpus.AttackCase.told;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.TestTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A submission whose files have names that mean something to a shell, a program or a person: they
 * arrive under exactly these names. Those that are refused never come to a sandbox: see {@code
 * SubmissionTest} and {@code BadInputTest}.
 */
final class FileNameAttacks implements Theme {

  private static final List<String> NAMES =
      List.of(
          "-rf",
          "--help",
          "*",
          "~",
          "$(echo shell)",
          "`id`",
          "a;b|c&d>e",
          "it's \"quoted\"",
          "back\\slash",
          "...",
          " blank ",
          "ünïcödé 文",
          "n".repeat(255),
          "deep/er/-x");

  @Override
  public String title() {
    return "File names";
  }

  @Override
  public List<Row> attack(Arena arena) throws InterruptedException {
    TestTask task = AttackSandbox.emptyTask();
    task.shell("list", "ls -1AN; ls -1AN deep/er")
        .shell("owners", "stat -c '%u:%g' -- * ... deep/er/-x | sort -u; echo $(id -u):$(id -g)")
        .shell("modes", "stat -c '%A' -- * ... deep/er/-x | sort -u");
    for (int i = 0; i < NAMES.size(); i++) {
      task.run("content " + i, "cat", "./" + NAMES.get(i)).expect("content of " + NAMES.get(i));
    }
    Graded graded = arena.grade(task, submission(), Set.of("list"), event -> {});
    List<String> listed = new ArrayList<>(NAMES);
    listed.remove("deep/er/-x");
    listed.addAll(List.of("deep", "-x"));
    assertThat(graded.stdout("list").lines())
        .as(told(graded, "list"))
        .containsExactlyInAnyOrderElementsOf(listed);
    assertThat(graded.stdout("owners").lines().distinct()).as(told(graded, "owners")).hasSize(1);
    assertThat(graded.stdout("modes"))
        .as(told(graded, "modes"))
        .isEqualTo("-rw-r--r--\ndrwxr-xr-x\n");
    assertThat(graded.verdict()).as(graded::report).isEqualTo(Verdict.ACCEPTED);
    return List.of(
        new Row(
            "names",
            "submits files named like options, patterns, commands, quotes, and with 255 bytes",
            "ACCEPTED, each under its own name"));
  }

  private static Submission submission() {
    try {
      Path directory = Files.createTempDirectory("kriterion-corpus-");
      try {
        for (String name : NAMES) {
          Path file = directory.resolve(name);
          Files.createDirectories(file.getParent());
          Files.write(file, ("content of " + name).getBytes(UTF_8));
        }
        return Submission.read(directory);
      } finally {
        try (Stream<Path> all = Files.walk(directory)) {
          for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
