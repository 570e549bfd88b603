package io.kriterion.grader.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.fake.FakeCriServer;
import io.kriterion.cri.runtime.RuntimeVersion;
import io.kriterion.grader.doctor.Finding.Level;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.node.RuntimeChoice;
import io.kriterion.grader.node.RuntimeSurvey;
import io.kriterion.grader.runtime.HandlerSource.Seen;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of a runtime's answers. */
class RuntimeCheckTest {

  private static RuntimeSurvey survey(Optional<String> objection, boolean nowhere, Seen... seen) {
    return new RuntimeSurvey(
        Path.of("/run/containerd/containerd.sock"),
        new RuntimeVersion("containerd", "2.3.5", "v1"),
        objection,
        nowhere,
        List.of(seen));
  }

  private static List<Finding> look(RuntimeSurvey survey, boolean named) {
    return new RuntimeCheck(() -> Optional.of(survey), named).look();
  }

  @Test
  void oneThatIsWellIsOkThroughout() {
    assertThat(look(survey(Optional.empty(), true, new Seen("runc", Optional.empty())), true))
        .containsExactly(
            Finding.ok("runtime", "containerd 2.3.5 answers at /run/containerd/containerd.sock"),
            Finding.ok("runtime", "can be given submissions"),
            Finding.ok("network", "pods have none beside lo, as it should be"),
            Finding.ok("handler runc", "configured, its program is there"));
  }

  @Test
  void anObjectionIsAProblemOnlyWhereNoOtherRuntimeWouldBeUsed() {
    RuntimeSurvey bad = survey(Optional.of("the runtime is not ready: x"), true);
    assertThat(look(bad, true)).filteredOn(RuntimeCheckTest::problem).hasSize(1);
    assertThat(look(bad, false))
        .noneMatch(RuntimeCheckTest::problem)
        .anySatisfy(finding -> {
          assertThat(finding.found()).contains("the runtime is not ready: x");
          assertThat(finding.advice()).contains("kriterion containerd start");
        });
  }

  @Test
  void aHandlerWithoutItsProgramAndARealNetworkAreWarnings() {
    assertThat(
            look(survey(Optional.empty(), false, new Seen("kata", Optional.of("no shim"))), true))
        .filteredOn(finding -> finding.level() == Level.WARNING)
        .extracting(Finding::check)
        .containsExactly("network", "handler kata");
  }

  @Test
  void noRuntimeIsFineAndOneThatFailsIsNot() {
    assertThat(MadeUp.only(new RuntimeCheck(Optional::empty, false)).level()).isEqualTo(Level.OK);
    RuntimeCheck failing =
        new RuntimeCheck(
            () -> {
              throw new GraderException(FailureClass.NODE, "cannot read\n/run/kriterion");
            },
            true);
    Finding finding = MadeUp.only(failing);
    assertThat(finding.level()).isEqualTo(Level.PROBLEM);
    assertThat(finding.found()).isEqualTo("cannot be used: cannot read /run/kriterion");
  }

  @Test
  void aRuntimeWithoutItsCriIsToldHowToGetIt(@TempDir Path directory) {
    Path socket = directory.resolve("cri.sock");
    try (FakeCriServer server = FakeCriServer.startWithoutCri(socket)) {
      RuntimeChoice choice =
          new RuntimeChoice(Optional.of(server.socket()), false, directory.resolve("images"));
      Finding finding = MadeUp.only(new RuntimeCheck(() -> RuntimeSurvey.look(choice), true));
      assertThat(finding.level()).isEqualTo(Level.PROBLEM);
      assertThat(finding.found())
          .startsWith("cannot be used: ")
          .contains("answers, but has no CRI v1", "disabled_plugins");
    }
  }

  private static boolean problem(Finding finding) {
    return finding.level() == Level.PROBLEM;
  }
}
