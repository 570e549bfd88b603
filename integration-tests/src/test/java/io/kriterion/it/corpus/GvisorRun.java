package io.kriterion.it.corpus;

import static io.kriterion.it.corpus.AttackCase.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Verdict;
import io.kriterion.it.corpus.Theme.Row;
import io.kriterion.it.node.Graded;
import io.kriterion.it.node.TestTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;

/**
 * All themes on gVisor at once: Debian's takes ten seconds for a sandbox, so everything that it can
 * do without a sandbox of its own is a step of one submission in the base environment.
 */
final class GvisorRun {

  static final String HANDLER = "runsc";

  /** What is said of the cases that are left out without a reason of their own. */
  static final String LEFT_OUT = "not run: a sandbox of its own takes it ten seconds";

  private static final String KERNEL = "kernel of its own";

  private GvisorRun() {}

  /** What became of the cases, by the themes' titles. */
  static Map<String, List<Row>> attack(Arena arena, List<Theme> themes)
      throws InterruptedException {
    List<AttackSandbox> sandboxes = themes.stream().flatMap(GvisorRun::shareable).toList();
    List<AttackCase> cases =
        sandboxes.stream()
            .flatMap(sandbox -> sandbox.cases().stream())
            .filter(each -> each.gvisorLack().isEmpty())
            .toList();
    List<String> names = cases.stream().map(AttackCase::name).toList();
    assertThat(names).as("cases that can share a task").doesNotHaveDuplicates();
    TestTask task = AttackSandbox.emptyTask();
    cases.forEach(each -> each.steps().accept(task));
    task.run(KERNEL, "cat", "/proc/version");
    List<String> programs =
        sandboxes.stream().flatMap(each -> each.programs().stream()).distinct().toList();
    Graded graded = arena.grade(task, programs, Set.copyOf(names));
    SoftAssertions.assertSoftly(
        softly -> cases.forEach(each -> softly.check(() -> each.verify(graded))));
    assertOwnKernel(graded);
    Map<String, List<Row>> rows = new LinkedHashMap<>();
    themes.forEach(theme -> rows.put(theme.title(), rows(theme, graded)));
    return rows;
  }

  private static Stream<AttackSandbox> shareable(Theme theme) {
    return theme instanceof SandboxTheme steps
        ? steps.sandboxes().stream().filter(AttackSandbox::shareable)
        : Stream.empty();
  }

  /* Themes that are no steps say nothing here: they are left out as a whole. */
  private static List<Row> rows(Theme theme, Graded graded) {
    List<Row> rows = new ArrayList<>();
    if (theme instanceof SandboxTheme steps) {
      for (AttackSandbox sandbox : steps.sandboxes()) {
        for (AttackCase each : sandbox.cases()) {
          String outcome =
              each.gvisorLack()
                  .map(lack -> "not run: " + lack)
                  .orElseGet(() -> sandbox.shareable() ? each.outcome(graded) : LEFT_OUT);
          System.out.println("handler runsc: " + each.name() + ": " + outcome);
          rows.add(new Row(each.name(), each.deed(), outcome));
        }
      }
    }
    return rows;
  }

  private static void assertOwnKernel(Graded graded) {
    assertThat(graded.verdict(KERNEL)).as(told(graded, KERNEL)).isEqualTo(Verdict.ACCEPTED);
    try {
      assertThat(graded.stdout(KERNEL))
          .startsWith("Linux version ")
          .isNotEqualTo(Files.readString(Path.of("/proc/version")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
