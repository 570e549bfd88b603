package io.kriterion.grader.init;

import static io.kriterion.grader.init.InitSandbox.command;
import static io.kriterion.grader.init.InitSandbox.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.grader.init.InitSandbox.Outcome;
import io.kriterion.grader.init.InitSandbox.Place;
import io.kriterion.grader.init.StepExit.Cause;
import io.kriterion.grader.init.StepExit.Kind;
import io.kriterion.grader.process.Poll;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of a step, against programs that break them. */
@Timeout(120)
@ParameterizedClass
@EnumSource(Place.class)
class KriterionInitLimitsTest extends SessionFixture {

  private static final int SIGKILL = 9;
  private static final Duration LONG = Duration.ofSeconds(60);

  private Outcome misbehave(String manner, Duration wall, Duration cpu, long output) {
    return run(session, command(sandbox.misbehave(manner), wall, cpu, output), new byte[0]);
  }

  private static void assertKilled(StepExit exit, Cause cause) {
    assertThat(exit.cause()).isEqualTo(cause);
    assertThat(exit.kind()).isEqualTo(Kind.SIGNALLED);
    assertThat(exit.value()).isEqualTo(SIGKILL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spin", "child-spins", "orphan-spins", "many-children-spin", "fork-bomb"})
  void cpuTimeOfAllProcessesIsLimited(String manner) {
    Duration limit = Duration.ofMillis(300);
    StepExit exit = misbehave(manner, LONG, limit, 0).exit();

    assertKilled(exit, Cause.CPU_LIMIT);
    assertThat(exit.cpuTime()).isBetween(limit, limit.plusSeconds(5));
    sandbox.assertNobodyIsLeft(session);
  }

  @Test
  void aChildThatNobodyWillWaitForCountsWhileItLives() {
    StepExit exit = misbehave("ignored-child-spins", LONG, Duration.ofMillis(300), 0).exit();

    assertKilled(exit, Cause.CPU_LIMIT);
    sandbox.assertNobodyIsLeft(session);
  }

  @Test
  void aProgramThatWasQuickerThanTheWatchIsStillOverItsLimit() {
    StepExit exit = misbehave("touch-64-mib", LONG, Duration.ofNanos(1000), 1 << 20).exit();

    assertThat(exit.cause()).isEqualTo(Cause.CPU_LIMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait", "stop-itself"})
  void wallTimeIsLimited(String manner) {
    Duration limit = Duration.ofMillis(200);
    StepExit exit = misbehave(manner, limit, LONG, 0).exit();

    assertKilled(exit, Cause.WALL_LIMIT);
    assertThat(exit.wallTime()).isGreaterThanOrEqualTo(limit);
    sandbox.assertNobodyIsLeft(session);
  }

  @Test
  void outputIsLimitedForBothStreamsTogether() {
    Outcome outcome = misbehave("write-pattern", LONG, LONG, 500_000);

    assertThat(outcome.exit().cause()).isEqualTo(Cause.OUTPUT_LIMIT);
    assertThat(outcome.stdout().length() + outcome.stderr().length()).isEqualTo(500_000);
    assertThat(outcome.exit().stdoutBytes() + outcome.exit().stderrBytes()).isGreaterThan(500_000);
    assertThat(outcome.stdout()).startsWith("0000000\n0000001\n");
    sandbox.assertNobodyIsLeft(session);
  }

  @Test
  void exactlyTheLimitOfOutputIsWithinIt() {
    Outcome within = misbehave("write-pattern", LONG, LONG, 1_200_000);
    Outcome beyond = misbehave("write-pattern", LONG, LONG, 1_199_999);

    assertThat(within.exit().cause()).isEqualTo(Cause.ITSELF);
    assertThat(within.stdout()).hasSize(1_000_000);
    assertThat(beyond.exit().cause()).isEqualTo(Cause.OUTPUT_LIMIT);
  }

  @Test
  void anEndlessFloodIsCut() {
    Outcome outcome = misbehave("write-for-ever", LONG, LONG, 1_000_000);

    assertKilled(outcome.exit(), Cause.OUTPUT_LIMIT);
    assertThat(outcome.stdout()).hasSize(1_000_000);
    assertThat(outcome.exit().stdoutBytes()).isBetween(1_000_001L, 1_600_000L);
  }

  @Test
  void aFloodInALargePipeAndOnBothOutputsIsCutToo() {
    // More is left in the pipe when the program is dead than the node has given credit for.
    String flood =
        "use Fcntl; fcntl(STDOUT, 1031, 1 << 20); print STDERR 'e' x 100_000;"
            + " print 'o' x 65536 while 1";
    Outcome outcome =
        run(session, command(List.of("perl", "-e", flood), LONG, LONG, 1 << 20), new byte[0]);

    assertKilled(outcome.exit(), Cause.OUTPUT_LIMIT);
    assertThat(outcome.stdout().length() + outcome.stderr().length()).isEqualTo(1 << 20);
  }

  @Test
  void limitsHoldWhileTheNodeDoesNotRead() {
    // Nothing is read before the program is dead: its output waits, in bounded memory, the clock
    // goes on.
    AtomicBoolean seenDead = new AtomicBoolean();
    StepExit exit =
        session.run(
            command(sandbox.misbehave("write-for-ever"), Duration.ofSeconds(1), LONG, 1L << 40),
            StepInput.NONE,
            (error, bytes) -> {
              if (!seenDead.get()) {
                seenDead.set(
                    Poll.untilUninterruptibly(
                        () -> sandbox.programs() == 0, Duration.ofSeconds(30)));
                assertThat(seenDead).isTrue();
              }
            });

    assertThat(seenDead).isTrue();
    assertKilled(exit, Cause.WALL_LIMIT);
    assertThat(exit.stdoutBytes()).isLessThan(1 << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CPU_LIMIT", "CANCELLED"})
  void theNodeMayKill(KillReason reason) {
    StepExit exit =
        session.run(
            command(List.of("sh", "-c", "echo up; while :; do sleep 1000; done")),
            StepInput.NONE,
            (error, bytes) -> session.kill(reason));

    assertKilled(exit, reason == KillReason.CPU_LIMIT ? Cause.CPU_LIMIT_BY_NODE : Cause.CANCELLED);
    sandbox.assertNobodyIsLeft(session);
  }

  @Test
  void aKillThatComesTooLateHarmsNobody() {
    assertThat(InitSandbox.shell(session, "echo one").stdout()).isEqualTo("one\n");
    session.kill(KillReason.CANCELLED);

    Outcome next = InitSandbox.shell(session, "echo two");
    assertThat(next.stdout()).isEqualTo("two\n");
    assertThat(next.exit().cause()).isEqualTo(Cause.ITSELF);
  }
}
