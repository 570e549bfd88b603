package io.kriterion.grader.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Group;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Stages;
import io.kriterion.grader.task.Step;
import io.kriterion.grader.task.StepResult;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which steps of groups run, and what the groups earn. */
final class GroupsTest {
  /** s1 s2 earn as one, s3 s4 s5 stop at a failure and need them, s6 is in no group. */
  private static final Task TASK =
      Outcomes.task(
          6,
          List.of(
              new Group("a", List.of("s1", "s2"), OptionalInt.of(10), Group.Stop.NEVER, List.of()),
              new Group(
                  "b",
                  List.of("s3", "s4", "s5"),
                  OptionalInt.empty(),
                  Group.Stop.FIRST_FAILURE,
                  List.of("a"))));

  /** Runs a task whose steps would have these verdicts, by their initials, if they ran. */
  private static List<StepResult> run(Task task, String verdicts) {
    List<StepResult> results = new ArrayList<>();
    for (Step step : task.steps()) {
      Optional<String> reason = Skips.reason(task, results);
      results.add(
          reason
              .map(text -> StepResult.skipped(step, text))
              .orElseGet(() -> result(step, verdict(verdicts.charAt(results.size())))));
    }
    return results;
  }

  private static Verdict verdict(char initial) {
    return Arrays.stream(Verdict.values())
        .filter(v -> v.name().charAt(0) == initial)
        .findFirst()
        .orElseThrow();
  }

  private static StepResult result(Step step, Verdict verdict) {
    return new StepResult(
        step.name(),
        Optional.of(verdict),
        "",
        Duration.ZERO,
        Duration.ZERO,
        new ByteSize(0),
        verdict == Verdict.ACCEPTED ? step.points() : 0,
        step.points());
  }

  private static String initials(List<Optional<Verdict>> verdicts) {
    return String.join(
        "",
        verdicts.stream()
            .map(v -> v.map(each -> each.name().substring(0, 1)).orElse("-"))
            .toList());
  }

  /*
   * What the steps would do; what becomes of them; of the task; of the two groups; the points of
   * all, of a, of b.
   */
  @ParameterizedTest
  @CsvSource({
    "AAAAAA, AAAAAA, ACCEPTED,       AA, 30, 10, 15",
    "AAAWAA, AAAW-A, WRONG_ANSWER,   AW, 20, 10, 5",
    "AAWAAA, AAW--A, WRONG_ANSWER,   AW, 15, 10, 0",
    "AAAATA, AAAATA, TIME_LIMIT,     AT, 25, 10, 10",
    "WAAAAA, WA---A, WRONG_ANSWER,   W-, 5,  0,  0",
    "ATAAAA, AT---A, TIME_LIMIT,     T-, 5,  0,  0",
    "TWAAAW, TW---W, TIME_LIMIT,     T-, 0,  0,  0",
    "AIAAAA, AI----, INTERNAL_ERROR, I-, 0,  0,  0",
    "AAACAA, AAAC--, COMPILE_ERROR,  AC, 15, 10, 5",
    "AAAAAW, AAAAAW, WRONG_ANSWER,   AA, 25, 10, 15"
  })
  void groupsStopAndEarn(
      String would, String become, Verdict verdict, String groups, int all, int a, int b) {
    Result result = Judge.result(TASK, run(TASK, would), Stages.NONE);
    assertThat(initials(result.steps().stream().map(StepResult::verdict).toList()))
        .isEqualTo(become);
    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(initials(result.groups().stream().map(g -> g.verdict()).toList())).isEqualTo(groups);
    assertThat(result.points()).isEqualTo(all);
    assertThat(result.maxPoints()).isEqualTo(30).isEqualTo(TASK.maxPoints());
    assertThat(result.groups().stream().map(g -> g.points() + "/" + g.maxPoints()))
        .containsExactly(a + "/10", b + "/15");
  }

  @Test
  void theReasonIsTold() {
    assertThat(run(TASK, "AAAWAA").get(4).detail()).isEqualTo("its group stopped at s4");
    assertThat(run(TASK, "WAAAAA").get(2).detail()).isEqualTo("needs the group a");
    assertThat(run(TASK, "AAACAA").get(5).detail()).isEqualTo("the task ended with s4");
  }

  @Test
  void aGroupThatWasLeftOutIsNotAcceptedForOthersEither() {
    Task chain =
        Outcomes.task(
            3,
            List.of(
                group("a", "s1", List.of()),
                group("b", "s2", List.of("a")),
                group("c", "s3", List.of("b"))));
    List<StepResult> results = run(chain, "WAA");
    assertThat(initials(results.stream().map(StepResult::verdict).toList())).isEqualTo("W--");
    assertThat(Judge.overall(chain, results)).isEqualTo(Verdict.WRONG_ANSWER);
    assertThat(initials(run(chain, "AAA").stream().map(StepResult::verdict).toList()))
        .isEqualTo("AAA");
  }

  private static Group group(String name, String step, List<String> needs) {
    return new Group(name, List.of(step), OptionalInt.empty(), Group.Stop.NEVER, needs);
  }

  @Test
  void aStepThatDidNotRunWithoutAReasonIsTheNodesFault() {
    for (int left = 0; left < 6; left++) {
      List<StepResult> results = run(TASK, "AAAAAA");
      Step step = TASK.steps().get(left);
      results.set(left, StepResult.skipped(step, "its group stopped at s1"));
      Result result = Judge.result(TASK, results, Stages.NONE);
      assertThat(result.verdict()).as(step.name()).isEqualTo(Verdict.INTERNAL_ERROR);
      if (left < 2) {
        assertThat(result.groups().getFirst().points()).isZero();
      }
    }
    List<StepResult> few = run(TASK, "AAAAAA").subList(0, 5);
    assertThat(Judge.overall(TASK, few)).isEqualTo(Verdict.INTERNAL_ERROR);
    assertThat(Judge.result(TASK, few.subList(0, 1), Stages.NONE).points()).isZero();
  }
}
