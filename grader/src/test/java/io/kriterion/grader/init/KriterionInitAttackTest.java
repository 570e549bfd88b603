package io.kriterion.grader.init;

import static io.kriterion.grader.init.InitSandbox.command;
import static io.kriterion.grader.init.InitSandbox.run;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.init.InitSandbox.Outcome;
import io.kriterion.grader.init.InitSandbox.Place;
import io.kriterion.grader.init.StepExit.Cause;
import io.kriterion.grader.init.StepExit.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that turn on the session, or mean to outlive it. */
@Timeout(120)
@ParameterizedClass
@EnumSource(Place.class)
class KriterionInitAttackTest extends SessionFixture {

  @Test
  void noAttemptOnTheSessionOrOnPidOneWorks() {
    Outcome outcome = run(session, command(sandbox.misbehave("attack")), new byte[0]);

    assertThat(outcome.stdout()).matches("alive, [0-9]{2,3} attempts\n");
    assertThat(outcome.exit().kind()).isEqualTo(Kind.EXITED);
    sandbox.assertNobodyIsLeft(session);
  }

  @Test
  void aShellsKillHarmsNobody() {
    Outcome outcome =
        InitSandbox.shell(
            session,
            "kill -9 1; kill -STOP 1; kill -TERM 1; kill -9 $PPID; kill -STOP $PPID; kill -9 -1; echo on");

    assertThat(outcome.stdout()).isEqualTo("on\n");
    assertThat(outcome.exit().value()).isZero();
    assertThat(InitSandbox.shell(session, "echo and on").stdout()).isEqualTo("and on\n");
  }

  @Test
  void pidOneObeysNobodyInside() throws Exception {
    // Without a session's filter: what the kernel and park do by themselves.
    Process attacker =
        sandbox.enter(
            List.of("sh", "-c", "for s in 9 19 15 2 1 3 15; do kill -$s 1; done; kill -0 1"));

    assertThat(attacker.waitFor()).isZero();
    assertThat(InitSandbox.shell(session, "echo on").stdout()).isEqualTo("on\n");
    assertThat(sandbox.first().isAlive()).isTrue();
  }

  @Test
  void firstProcessEndsWhenTheRuntimeSaysSo() throws Exception {
    assertThat(sandbox.first().destroy()).isTrue();

    sandbox.first().onExit().get(30, SECONDS);
    assertThat(sandbox.first().isAlive()).isFalse();
  }

  @Test
  void whatAStepLeavesBehindIsDeadBeforeItsExit() {
    for (String manner : List.of("leave-daemon", "leave-fifty")) {
      Outcome outcome = run(session, command(sandbox.misbehave(manner)), new byte[0]);

      assertThat(outcome.stdout()).isEqualTo("left\n");
      assertThat(outcome.exit().cause()).isEqualTo(Cause.ITSELF);
      assertThat(outcome.exit().value()).isZero();
      assertThat(sandbox.programs()).isZero();
    }
  }

  @Test
  void anOutputHiddenInASocketDoesNotHoldTheStep() {
    Outcome outcome = run(session, command(sandbox.misbehave("hide-output")), new byte[0]);

    assertThat(outcome.stdout()).isEqualTo("hidden\n");
    assertThat(outcome.exit().cause()).isEqualTo(Cause.ITSELF);
  }

  @Test
  void aForgedFrameIsText() {
    Outcome outcome =
        InitSandbox.shell(session, "printf '\\106\\0\\0\\0\\076'; head -c 62 /dev/zero; exit 1");

    assertThat(outcome.exit().value()).isEqualTo(1);
    assertThat(outcome.stdout()).hasSize(67).startsWith("F\0\0\0>");
  }

  @Test
  void forksWithoutEndStopAtTheLimit() {
    StepCommand command =
        command(sandbox.misbehave("fork-bomb"), Duration.ofSeconds(1), Duration.ofSeconds(60), 0);
    StepExit exit = run(session, command, new byte[0]).exit();

    assertThat(exit.cause()).isEqualTo(Cause.WALL_LIMIT);
    assertThat(sandbox.programs()).isZero();
    sandbox.assertNobodyIsLeft(session);
  }
}
