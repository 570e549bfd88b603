package io.kriterion.grader.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.runtime.HandlerSource.Seen;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Which handler a submission gets, or why it gets none. */
class HandlerSelectionTest {

  private static final RuntimeRequest ANYTHING = asking(Optional.empty());

  private final FakeClock clock = new FakeClock();

  private HandlerHealth health(String... handlers) {
    List<Seen> seen =
        Arrays.stream(handlers).map(name -> new Seen(name, Optional.empty())).toList();
    return new HandlerHealth(() -> seen, Duration.ofSeconds(30), clock);
  }

  private static RuntimeRequest asking(Optional<String> handler) {
    return new RuntimeRequest(Trust.NORMAL, Optional.empty(), Optional.empty(), handler);
  }

  private static RuntimeRequest asking(String handler) {
    return asking(Optional.of(handler));
  }

  private static HandlerSelection builtIn(HandlerHealth health) {
    return new HandlerSelection(RuntimePolicy.BUILT_IN, health);
  }

  private static HandlerSelection using(HandlerHealth health, String... handlers) {
    return new HandlerSelection(
        new RuntimePolicy(
            List.of(
                new PolicyRule(
                    "policy:1",
                    Conditions.ALWAYS,
                    new Outcome.Use(List.of(handlers), Optional.empty()))),
            Map.of()),
        health);
  }

  private static void assertRefused(
      ThrowingCallable choice, FailureClass failureClass, String message) {
    assertThatExceptionOfType(GraderException.class)
        .isThrownBy(choice)
        .withMessage(message)
        .satisfies(e -> assertThat(e.failureClass()).isEqualTo(failureClass));
  }

  @Test
  void aWishThatIsThereIsGranted() {
    assertThat(builtIn(health("crun", "runc")).choose(asking("crun"))).isEqualTo("crun");
  }

  @Test
  void withoutAWishTheBestKnownIsTaken() {
    assertThat(builtIn(health("crun", "runc", "runsc")).choose(ANYTHING)).isEqualTo("runc");
    assertThat(builtIn(health("runsc", "crun")).choose(ANYTHING)).isEqualTo("crun");
    assertThat(builtIn(health("kata")).choose(ANYTHING)).isEqualTo("kata");
  }

  @Test
  void whatIsSickIsPassedOverWhileItIs() {
    HandlerHealth health = health("crun", "runc");
    health.failed("runc", "no shim", true);
    assertThat(builtIn(health).choose(ANYTHING)).isEqualTo("crun");
    clock.pass(Duration.ofSeconds(30));
    assertThat(builtIn(health).choose(ANYTHING)).isEqualTo("runc");
  }

  @Test
  void anUnknownHandlerIsRefusedWithTheKnownOnes() {
    assertRefused(
        () -> builtIn(health("crun", "runc")).choose(asking("firecracker")),
        FailureClass.TASK,
        "runtime handler firecracker is not configured here; ask for one of: crun, runc");
    assertRefused(
        () -> using(health("crun", "runc", "runsc"), "kata").choose(asking("kata")),
        FailureClass.TASK,
        "runtime handler kata is not configured here; ask for one of: runsc");
    assertRefused(
        () -> using(health("crun", "runc"), "kata").choose(asking("kata")),
        FailureClass.TASK,
        "runtime handler kata is not configured here; ask for one of: none");
  }

  @Test
  void aSickHandlerIsRefusedWithItsReasonAndWhenItIsTriedAgain() {
    HandlerHealth health = health("crun", "runc");
    health.failed("crun", "no shim", true);
    clock.pass(Duration.ofMillis(500));
    assertRefused(
        () -> builtIn(health).choose(asking("crun")),
        FailureClass.RUNTIME,
        "runtime handler crun is sick: no shim (tried again in 30 s); ask for another (runtime: in"
            + " the task, or --runtime)");
  }

  @Test
  void whereNothingCanBeUsedEveryReasonIsSaid() {
    HandlerHealth health = health("crun", "runc");
    health.failed("runc", "no shim", true);
    assertRefused(
        () -> using(health, "kata", "runc").choose(ANYTHING),
        FailureClass.RUNTIME,
        "no runtime handler can be used for this task (policy:1): kata is not configured in the"
            + " runtime; runc is sick: no shim (tried again in 30 s); the runtime has: crun, runc");
  }

  @Test
  void noHandlerAtAllIsTheRuntimesFault() {
    assertRefused(
        () -> builtIn(health()).choose(ANYTHING),
        FailureClass.RUNTIME,
        "the runtime has no handler; install one: apt-get install runc crun");
  }

  @Test
  void theSecondRunGetsTheFirstOtherHandlerThatIsAllowedAndWell() {
    HandlerHealth health = health("crun", "runc", "runsc");
    HandlerSelection selection = using(health, "runc", "crun");
    List<String> wanted = List.of("runc", "youki", "crun", "runsc");
    assertThat(selection.chooseOther(ANYTHING, "runc", wanted)).isEqualTo("crun");
    health.failed("crun", "no shim", true);
    assertThat(selection.chooseOther(ANYTHING, "runc", wanted)).isEqualTo("runsc");
    assertRefused(
        () -> selection.chooseOther(ANYTHING, "runsc", wanted),
        FailureClass.RUNTIME,
        "no handler for a second run: runc is not allowed for this task (policy:1); youki is not"
            + " allowed for this task (policy:1); crun is not allowed for this task (policy:1);"
            + " runsc is the one that it ran on");
  }
}
