package io.kriterion.grader.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.task.ByteSize;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the policy says of a request, whatever the runtime has. */
class RuntimePolicyTest {

  private static final Optional<List<String>> BY_STRENGTH = Optional.empty();

  private static final RuntimePolicy POLICY =
      new RuntimePolicy(
          List.of(
              rule(1, when(List.of(Trust.LOW), "", "", "kata"), use(BY_STRENGTH, "kata")),
              rule(2, when(List.of(Trust.LOW), "", "", ""), use(BY_STRENGTH, "runsc", "runc")),
              rule(3, when(List.of(), "", "", "kata"), new Outcome.Refuse("no KVM here")),
              rule(
                  4,
                  when(List.of(), "LEPL1503 LINFO1", "gcc", ""),
                  use(Optional.of(List.of("runsc")), "crun", "runc")),
              rule(5, when(List.of(), "LEPL1503", "", "any"), use(BY_STRENGTH, "youki")),
              rule(
                  6,
                  when(List.of(Trust.HIGH), "", "", ""),
                  use(Optional.of(List.of("any")), "runsc", "any")),
              rule(7, Conditions.ALWAYS, use(BY_STRENGTH, "runc", "any"))),
          Map.of(
              "strong",
              new HandlerOverrides(
                  Optional.of(Isolation.OWN_KERNEL), Optional.empty(), Optional.empty())));

  private static PolicyRule rule(int line, Conditions when, Outcome outcome) {
    return new PolicyRule("policy:" + line, when, outcome);
  }

  private static Conditions when(
      List<Trust> trust, String courses, String environments, String asks) {
    return new Conditions(trust, words(courses), words(environments), words(asks));
  }

  private static Outcome use(Optional<List<String>> mayAsk, String... handlers) {
    return new Outcome.Use(List.of(handlers), mayAsk);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
  }

  private static RuntimeRequest request(
      Trust trust, @Nullable String course, @Nullable String environment, @Nullable String asks) {
    return new RuntimeRequest(
        trust,
        Optional.ofNullable(course),
        Optional.ofNullable(environment),
        Optional.ofNullable(asks));
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}: rule {4}")
  @CsvSource({
    // trust, course, environment, asks, rule, candidates
    "LOW,,,kata,1,kata",
    "LOW,LEPL1503,gcc,kata,1,kata",
    "LOW,,,,2,runsc runc",
    "LOW,LEPL1503,gcc,,2,runsc runc",
    "LOW,,,runsc,2,runsc",
    "LOW,,,strong,2,strong",
    "NORMAL,LEPL1503,gcc,,4,crun runc",
    "HIGH,LINFO1,gcc,,4,crun runc",
    "NORMAL,LEPL1503,gcc,crun,4,crun",
    "NORMAL,LEPL1503,gcc,runsc,4,runsc",
    "NORMAL,LEPL1503,python3,,5,youki",
    "NORMAL,LEPL1503,,,5,youki",
    "NORMAL,LEPL1503,,crun,7,crun",
    "NORMAL,LINFO1,,,7,runc any",
    "NORMAL,LEPL1503X,gcc,,7,runc any",
    "NORMAL,,gcc,,7,runc any",
    "HIGH,,gcc,,6,runsc any",
    "HIGH,,,anything,6,anything",
    "NORMAL,,,anything,7,anything",
    "NORMAL,,,runsc,7,runsc",
  })
  void theFirstRuleThatAppliesDecides(
      Trust trust,
      @Nullable String course,
      @Nullable String environment,
      @Nullable String asks,
      int rule,
      String candidates) {
    RuntimeRequest request = request(trust, course, environment, asks);
    assertThat(POLICY.rule(request).place()).isEqualTo("policy:" + rule);
    assertThat(POLICY.candidates(request)).isEqualTo(words(candidates));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NORMAL | | kata | the policy refuses: no KVM here (policy:3)",
        "HIGH | gcc | kata | the policy refuses: no KVM here (policy:3)",
        "LOW | | runc | runtime handler runc may not be asked for here (policy:2); ask for one of: runsc, strong",
        "LOW | | crun | runtime handler crun may not be asked for here (policy:2); ask for one of: runsc, strong",
        "LOW | | unheard-of | runtime handler unheard-of may not be asked for here (policy:2); ask for one of: runsc, strong",
        "NORMAL | gcc | runc | runtime handler runc may not be asked for here (policy:4); ask for one of: crun, runsc",
        "NORMAL | gcc | strong | runtime handler strong may not be asked for here (policy:4); ask for one of: crun, runsc",
      })
  void whatIsForbiddenIsRefusedWithWhatIsNot(
      Trust trust, @Nullable String environment, String asks, String message) {
    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(() -> POLICY.candidates(request(trust, "LEPL1503", environment, asks)))
        .withMessage(message)
        .satisfies(e -> assertThat(e.failureClass()).isEqualTo(FailureClass.TASK));
  }

  @Test
  void aSecondRunIsNeverOnAWeakerHandler() {
    RuntimeRequest low = request(Trust.LOW, null, null, null);
    assertThat(POLICY.permits(low, "runsc", "runc")).isFalse();
    assertThat(POLICY.permits(low, "runc", "runsc")).isTrue();
    assertThat(POLICY.permits(low, "runc", "crun")).as("the rule does not know it").isFalse();
    assertThat(POLICY.permits(low, "runsc", "strong")).isTrue();
    assertThat(POLICY.permits(request(Trust.NORMAL, null, null, null), "runc", "crun")).isTrue();
    assertThat(POLICY.permits(request(Trust.NORMAL, null, null, "kata"), "runc", "crun"))
        .as("what is refused has no second run")
        .isFalse();
  }

  @Test
  void thePolicyThatIsBuiltInTakesTheBestKnownAndGrantsEveryWish() {
    assertThat(RuntimePolicy.BUILT_IN.candidates(request(Trust.LOW, null, null, null)))
        .containsExactly("runc", "crun", "any");
    assertThat(RuntimePolicy.BUILT_IN.candidates(request(Trust.LOW, null, null, "kata")))
        .containsExactly("kata");
  }

  @Test
  void thereIsNoTaskThatNoRuleAppliesTo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RuntimePolicy(List.of(), Map.of()))
        .withMessageContaining("expected: one without");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RuntimePolicy(POLICY.rules().subList(0, 3), Map.of()))
        .withMessageContaining("expected: one without");
  }

  @Test
  void anOutcomeNamesEveryHandlerOnceAndAnyLast() {
    assertThatIllegalArgumentException().isThrownBy(() -> use(BY_STRENGTH));
    assertThatIllegalArgumentException().isThrownBy(() -> use(BY_STRENGTH, "runc", "runc"));
    assertThatIllegalArgumentException().isThrownBy(() -> use(BY_STRENGTH, "any", "runc"));
  }

  @Test
  void aHandlerIsWhatTheConfigurationSaysElseWhatItsNameSays() {
    assertThat(POLICY.settings("runc", true))
        .isEqualTo(new HandlerSettings(Isolation.SHARED_KERNEL, ByteSize.ofMebibytes(25), true));
    assertThat(POLICY.settings("runsc", false))
        .isEqualTo(new HandlerSettings(Isolation.OWN_KERNEL, ByteSize.ofMebibytes(64), false));
    assertThat(POLICY.settings("kata-qemu", true))
        .isEqualTo(new HandlerSettings(Isolation.OWN_KERNEL, ByteSize.ofMebibytes(160), true));
    RuntimePolicy said =
        new RuntimePolicy(
            RuntimePolicy.BUILT_IN.rules(),
            Map.of(
                "runsc",
                new HandlerOverrides(
                    Optional.of(Isolation.SHARED_KERNEL),
                    Optional.of(ByteSize.ofMebibytes(1)),
                    Optional.of(true))));
    assertThat(said.settings("runsc", false))
        .isEqualTo(new HandlerSettings(Isolation.SHARED_KERNEL, ByteSize.ofMebibytes(1), true));
  }

  @Test
  void theHostsCountersAreTrustedOnlyWhereTheKernelIsKnownToBeShared() {
    assertThat(Isolation.of("runc")).isEqualTo(Isolation.SHARED_KERNEL);
    assertThat(Isolation.of("crun")).isEqualTo(Isolation.SHARED_KERNEL);
    assertThat(Isolation.of("runsc")).isEqualTo(Isolation.OWN_KERNEL);
    assertThat(Isolation.of("anything-else")).isEqualTo(Isolation.OWN_KERNEL);
  }
}
