package io.kriterion.it.corpus;

import io.kriterion.it.node.Graded;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;

/**
 * A theme whose attacks are nothing but steps.
 *
 * @param title one line
 * @param sandboxes what is run, one after another
 */
record SandboxTheme(String title, List<AttackSandbox> sandboxes) implements Theme {

  SandboxTheme {
    sandboxes = List.copyOf(sandboxes);
  }

  static SandboxTheme of(String title, AttackSandbox... sandboxes) {
    return new SandboxTheme(title, List.of(sandboxes));
  }

  @Override
  public List<Row> attack(Arena arena) throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (AttackSandbox sandbox : sandboxes) {
      List<AttackCase> cases = sandbox.cases();
      Graded graded =
          arena.grade(
              sandbox.task(),
              sandbox.programs(),
              cases.stream().map(AttackCase::name).collect(Collectors.toSet()));
      SoftAssertions.assertSoftly(
          softly -> cases.forEach(each -> softly.check(() -> each.verify(graded))));
      for (AttackCase each : cases) {
        rows.add(new Row(each.name(), each.deed(), each.outcome(graded)));
      }
    }
    return rows;
  }
}
