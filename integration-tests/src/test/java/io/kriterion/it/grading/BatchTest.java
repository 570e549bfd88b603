package io.kriterion.it.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskReader;
import io.kriterion.grader.task.Verdict;
import io.kriterion.it.host.CleanHost;
import io.kriterion.it.node.ClassNode;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.OnEveryHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A hundred steps in one sandbox: groups that stop, that need others and that earn as one. */
@Tag("integration")
@ExtendWith(CleanHost.class)
final class BatchTest {

  /* The program doubles a number, but not 57; every case that it is given leaves a dot. */
  private static final String TASK =
      """
      name: a hundred cases
      environment: base
      limits: { cpu-time: 20s, wall-time: 60s, memory: 64MiB }
      groups:
        - { name: whole, points: 40 }
        - { name: stops, stop: first-failure }
        - { name: waits, points: 9, needs: [whole, stops] }
        - { name: single, needs: [whole] }
      steps:
        - name: w
          group: whole
          run: &double [sh, -c, 'printf . >>dots; read n; [ "$n" = 57 ] && n=1; echo $((2 * n))']
          cases: { stdin: whole/*.in, stdout: whole/*.out }
        - { name: s, group: stops, run: *double, cases: { stdin: stops/*.in, stdout: stops/*.out } }
        - { name: n, group: waits, run: *double, cases: { stdin: waits/*.in, stdout: waits/*.out } }
        - { name: o, group: single, run: *double, points: 3, cases: { stdin: single/*.in, stdout: single/*.out } }
        - { name: spins, group: single, run: [sh, -c, 'while :; do :; done'], limits: { cpu-time: 300ms }, points: 5 }
        - { name: floods, group: single, run: [sh, -c, 'yes'], limits: { output: 1KiB }, points: 5 }
        - { name: dots, run: [sh, -c, 'wc -c <dots'], expect: { stdout: '64', checker: tokens } }
      """;

  @TempDir private static @Nullable Path directory;
  @RegisterExtension private static final ClassNode NODE = ClassNode.with("base");

  private static Task task() throws IOException {
    if (directory == null) {
      throw new AssertionError("no directory");
    }
    cases(directory.resolve("whole"), 1, 40);
    cases(directory.resolve("stops"), 41, 80);
    cases(directory.resolve("waits"), 81, 90);
    cases(directory.resolve("single"), 91, 97);
    return TaskReader.read(Files.writeString(directory.resolve("task.yaml"), TASK));
  }

  private static void cases(Path directory, int first, int last) throws IOException {
    Files.createDirectories(directory);
    for (int i = first; i <= last; i++) {
      Files.writeString(directory.resolve(i + ".in"), i + "\n");
      Files.writeString(directory.resolve(i + ".out"), 2 * i + "\n");
    }
  }

  private static Optional<Verdict> expected(int step) {
    if (step < 57 || (step > 90 && step < 98) || step == 100) {
      return Optional.of(Verdict.ACCEPTED);
    }
    return switch (step) {
      case 57 -> Optional.of(Verdict.WRONG_ANSWER);
      case 98 -> Optional.of(Verdict.TIME_LIMIT);
      case 99 -> Optional.of(Verdict.OUTPUT_LIMIT);
      default -> Optional.empty();
    };
  }

  @OnEveryHandler
  void everyStepHasItsVerdictAndEveryGroupItsPoints(String handler)
      throws IOException, InterruptedException {
    Graded graded = NODE.get().grade(handler, task(), Submission.empty());
    List<StepResult> steps = graded.result().steps();
    assertThat(steps).hasSize(100);
    for (int i = 1; i <= 100; i++) {
      StepResult step = steps.get(i - 1);
      assertThat(step.verdict()).as(() -> step + "\n" + graded.report()).isEqualTo(expected(i));
      assertThat(step.points()).isEqualTo(points(i));
      if (i > 57 && i <= 80) {
        assertThat(step.detail()).isEqualTo("its group stopped at s 57");
      } else if (i > 80 && i <= 90) {
        assertThat(step.detail()).isEqualTo("needs the group stops");
      }
    }
    assertThat(graded.verdict()).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(graded.result().groups().stream().map(g -> g.points() + "/" + g.maxPoints()))
        .containsExactly("40/40", "16/40", "0/9", "21/31");
    assertThat(graded.result().groups().stream().map(g -> g.verdict().orElse(null)))
        .containsExactly(Verdict.ACCEPTED, Verdict.WRONG_ANSWER, null, Verdict.TIME_LIMIT);
    assertThat(graded.result().points()).isEqualTo(40 + 16 + 21 + 1);
    assertThat(graded.result().maxPoints()).isEqualTo(40 + 40 + 9 + 31 + 1);
    assertThat(graded.events().stream().filter(Event.Started.class::isInstance)).hasSize(67);
    assertThat(graded.events().stream().filter(Event.StepFinished.class::isInstance)).hasSize(100);
  }

  private static int points(int step) {
    if (step > 40 && step < 57) {
      return 1;
    }
    return step > 90 && step < 98 ? 3 : step == 100 ? 1 : 0;
  }
}
