package io.kriterion.grader.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which handler a task gets. */
class HandlerChoiceTest {

  @Test
  void aWishThatIsThereIsGranted() {
    assertThat(HandlerChoice.choose(List.of("crun", "runc"), Optional.of("crun")))
        .isEqualTo("crun");
  }

  @Test
  void withoutAWishTheBestKnownIsTaken() {
    assertThat(HandlerChoice.choose(List.of("crun", "runc", "runsc"), Optional.empty()))
        .isEqualTo("runc");
    assertThat(HandlerChoice.choose(List.of("runsc", "crun"), Optional.empty())).isEqualTo("crun");
    assertThat(HandlerChoice.choose(List.of("kata"), Optional.empty())).isEqualTo("kata");
  }

  @Test
  void anUnknownHandlerIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(
            () -> HandlerChoice.choose(List.of("crun", "runc"), Optional.of("firecracker")))
        .isInstanceOfSatisfying(
            GraderException.class, e -> assertThat(e.failureClass()).isEqualTo(FailureClass.TASK))
        .hasMessage(
            "runtime handler firecracker is not configured here; ask for one of: crun, runc");
  }

  @Test
  void noHandlerAtAllIsTheRuntimesFault() {
    assertThatThrownBy(() -> HandlerChoice.choose(List.of(), Optional.empty()))
        .isInstanceOfSatisfying(
            GraderException.class,
            e -> assertThat(e.failureClass()).isEqualTo(FailureClass.RUNTIME));
  }

  @Test
  void theHostsCountersAreTrustedOnlyWhereTheKernelIsShared() {
    assertThat(Isolation.of("runc")).isEqualTo(Isolation.SHARED_KERNEL);
    assertThat(Isolation.of("crun")).isEqualTo(Isolation.SHARED_KERNEL);
    assertThat(Isolation.of("runsc")).isEqualTo(Isolation.OWN_KERNEL);
    assertThat(Isolation.of("anything-else")).isEqualTo(Isolation.OWN_KERNEL);
  }
}
