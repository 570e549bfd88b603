package io.kriterion.cri.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.container.ContainerId;
import io.kriterion.cri.container.ExecResult;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.lease.Container;
import io.kriterion.cri.runtime.RuntimeService;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Short commands in containers, with their whole outputs as the answer (ExecSync). */
public abstract class ExecSyncConformance extends SharedPodConformance {

  private RuntimeService calls() {
    return runtime().client().runtime();
  }

  @Test
  void shortCommandBringsOutputsAndCode() {
    needs(Trait.REAL_PROCESSES);
    try (Container container = parked(shared())) {
      ExecResult result = calls().execSync(container.id(), Probe.command("both", "43"), SOON);
      assertThat(result.exitCode()).isEqualTo(43);
      assertThat(result.stdout()).isEqualTo("out\n".getBytes(UTF_8));
      assertThat(result.stderr()).isEqualTo("err\n".getBytes(UTF_8));
      assertThat(
              calls().execSync(container.id(), Probe.command("pattern", "4000000"), SOON).stdout())
          .isEqualTo(Probe.pattern(4_000_000));
    }
  }

  @Test
  void shortCommandThatTakesTooLongIsEnded() {
    needs(Trait.KILLED_EXEC_ENDS);
    try (Container container = parked(shared())) {
      assertFails(
          CriErrorCode.DEADLINE_EXCEEDED,
          () -> calls().execSync(container.id(), Probe.command("pause"), Duration.ofSeconds(1)));
      assertThat(calls().execSync(container.id(), Probe.command("exit", "3"), SOON).exitCode())
          .isEqualTo(3);
    }
  }

  @Test
  void shortCommandThatSaysTooMuchIsRefused() {
    needs(Trait.REAL_PROCESSES);
    try (Container container = parked(shared())) {
      assertFails(
          CriErrorCode.RESOURCE_EXHAUSTED,
          () -> calls().execSync(container.id(), Probe.command("pattern", "17000000"), SOON));
    }
  }

  @Test
  void commandInAContainerThatDoesNotRunIsRefused() {
    needs(Trait.REAL_PROCESSES);
    try (Container container = shared().createContainer(container("pause").build())) {
      assertFails(
          CriErrorCode.WRONG_STATE,
          () -> calls().execSync(container.id(), Probe.command("exit", "0"), SOON));
    }
    assertFails(
        CriErrorCode.NOT_FOUND,
        () -> calls().execSync(new ContainerId("never-made"), Probe.command("exit", "0"), SOON));
  }
}
