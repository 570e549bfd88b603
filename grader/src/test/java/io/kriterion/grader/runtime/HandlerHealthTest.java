package io.kriterion.grader.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kriterion.grader.runtime.HandlerSource.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** How handlers come, fall ill and get well. */
class HandlerHealthTest {

  private static final Duration BACK_OFF = Duration.ofSeconds(30);
  private static final HandlerState USABLE = new HandlerState.Usable();

  private final FakeClock clock = new FakeClock();
  private final List<Seen> there = new ArrayList<>();
  private int looks;
  private boolean away;

  private HandlerHealth health() {
    return new HandlerHealth(
        () -> {
          looks++;
          if (away) {
            throw new IllegalStateException("the runtime is away");
          }
          return List.copyOf(there);
        },
        BACK_OFF,
        clock);
  }

  private static Seen well(String name) {
    return new Seen(name, Optional.empty());
  }

  private static HandlerState sick(String reason, Duration rest) {
    return new HandlerState.Sick(reason, Optional.of(rest));
  }

  @Test
  void theRuntimeIsAskedAgainWhenItsAnswerIsOld() {
    there.add(well("runc"));
    HandlerHealth health = health();
    there.add(well("crun"));
    clock.pass(HandlerHealth.FRESH.minusMillis(1));
    assertThat(health.known()).containsExactly("runc");
    assertThat(health.state("crun")).isEqualTo(new HandlerState.Missing());
    assertThat(looks).isEqualTo(1);
    clock.pass(Duration.ofMillis(1));
    assertThat(health.state("crun")).isEqualTo(USABLE);
    assertThat(health.known()).containsExactly("runc", "crun");
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void aRuntimeThatDoesNotAnswerIsNotTakenForOneWithoutHandlers() {
    there.add(well("runc"));
    HandlerHealth health = health();
    away = true;
    clock.pass(HandlerHealth.FRESH);
    assertThatIllegalStateException().isThrownBy(() -> health.state("runc"));
    away = false;
    assertThat(health.state("runc")).isEqualTo(USABLE);
  }

  @Test
  void whatTheRuntimesStatusShowsToBeBrokenIsSickUntilItIsNot() {
    there.add(new Seen("runc", Optional.of("its program is not installed")));
    HandlerHealth health = health();
    assertThat(health.state("runc"))
        .isEqualTo(new HandlerState.Sick("its program is not installed", Optional.empty()));
    there.set(0, well("runc"));
    clock.pass(HandlerHealth.FRESH);
    assertThat(health.state("runc")).isEqualTo(USABLE);
  }

  @Test
  void aCertainFailureMakesItSickForTheBackOff() {
    there.add(well("runc"));
    there.add(well("crun"));
    HandlerHealth health = health();
    health.failed("runc", " no\n shim\t", true);
    assertThat(health.state("runc")).isEqualTo(sick("no shim", BACK_OFF));
    assertThat(health.state("crun")).isEqualTo(USABLE);
    clock.pass(BACK_OFF.minusSeconds(1));
    assertThat(health.state("runc")).isEqualTo(sick("no shim", Duration.ofSeconds(1)));
    clock.pass(Duration.ofSeconds(1));
    assertThat(health.state("runc")).as("may be tried").isEqualTo(USABLE);
  }

  @Test
  void afterTheBackOffOneFailureIsEnoughAndASuccessClearsAll() {
    there.add(well("runc"));
    HandlerHealth health = health();
    health.failed("runc", "a", true);
    clock.pass(BACK_OFF);
    health.failed("runc", "b", false);
    assertThat(health.state("runc")).isEqualTo(sick("b", BACK_OFF));
    clock.pass(BACK_OFF);
    health.worked("runc");
    health.failed("runc", "c", false);
    assertThat(health.state("runc")).isEqualTo(USABLE);
  }

  @Test
  void doubtfulFailuresCountInARowOnly() {
    there.add(well("runc"));
    HandlerHealth health = health();
    for (int i = 1; i < HandlerHealth.DOUBTS; i++) {
      health.failed("runc", "timeout", false);
      assertThat(health.state("runc")).isEqualTo(USABLE);
    }
    health.worked("runc");
    for (int i = 1; i < HandlerHealth.DOUBTS; i++) {
      health.failed("runc", "timeout", false);
      assertThat(health.state("runc")).isEqualTo(USABLE);
    }
    health.failed("runc", "timeout", false);
    assertThat(health.state("runc")).isEqualTo(sick("timeout", BACK_OFF));
  }

  @Test
  void aReasonOfAnyLengthIsKeptShort() {
    there.add(well("runc"));
    HandlerHealth health = health();
    health.failed("runc", "x".repeat(100_000), true);
    assertThat(health.state("runc"))
        .isInstanceOfSatisfying(
            HandlerState.Sick.class, sick -> assertThat(sick.reason()).hasSize(501).endsWith("…"));
  }

  @Test
  void failuresOfManyThreadsAreAllCounted() throws Exception {
    there.add(well("runc"));
    for (int round = 0; round < 200; round++) {
      HandlerHealth health = health();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> failures = new ArrayList<>();
        for (int i = 0; i < HandlerHealth.DOUBTS; i++) {
          failures.add(threads.submit(() -> health.failed("runc", "timeout", false)));
        }
        for (Future<?> failure : failures) {
          failure.get();
        }
      }
      assertThat(health.state("runc")).isInstanceOf(HandlerState.Sick.class);
    }
  }
}
