package io.kriterion.grader.judge;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictTableTest {
  private static final String HEAD = "| rule | it applies when | verdict | why it stands here |";

  @Test
  void theSpecificationPrintsTheRulesInTheirOrder() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../SPECIFICATION.md"));
    assertThat(lines).containsOnlyOnce(HEAD);
    List<String> rows =
        lines.stream()
            .skip(lines.indexOf(HEAD) + 2L)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(Rule.values()).map(VerdictTableTest::row).toList());
  }

  @Test
  void everyVerdictHasARuleExceptTheOneThatReplacesOthers() {
    assertThat(Arrays.stream(Rule.values()).map(Rule::verdict).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Verdict.values()).filter(v -> v != Verdict.COMPILE_ERROR).toList());
  }

  private static String row(Rule rule) {
    String name = rule.name().toLowerCase(ROOT).replace('_', ' ');
    return "| %s | %s | %s | %s |".formatted(name, rule.when(), rule.verdict(), rule.why());
  }
}
