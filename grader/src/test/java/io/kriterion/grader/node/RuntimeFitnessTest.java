package io.kriterion.grader.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.runtime.RuntimeStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which runtimes may be given untrusted programs. */
class RuntimeFitnessTest {

  private static final String NOWHERE =
      "{\"Networks\":[{\"Config\":{\"Plugins\":[{\"Network\":{\"type\":\"loopback\"}}]}},"
          + "{\"Config\":{\"Plugins\":[{\"Network\":{\"type\":\"kriterion-null\"}}]}}]}";
  private static final String BRIDGE = NOWHERE.replace("kriterion-null", "bridge");

  @Test
  void aReadyRuntimeWhoseNetworkLeadsNowhereServes() {
    assertThat(RuntimeFitness.objection(status(true, true, NOWHERE, ""), false)).isEmpty();
  }

  @Test
  void aRealOrAnUnknownNetworkNeedsTheUsersConsent() {
    RuntimeStatus real = status(true, true, BRIDGE, "");
    assertThat(RuntimeFitness.objection(real, false)).get().asString().contains("--allow-network");
    assertThat(RuntimeFitness.objection(real, true)).isEmpty();
    assertThat(RuntimeFitness.objection(status(true, true, "", ""), false)).isPresent();
  }

  @Test
  void whatIsNotReadyIsSaidWithTheRuntimesOwnWords() {
    assertThat(RuntimeFitness.objection(status(false, true, NOWHERE, ""), true))
        .hasValueSatisfying(reason -> assertThat(reason).contains("runtime is not ready: why"));
    assertThat(RuntimeFitness.objection(status(true, false, NOWHERE, ""), true))
        .hasValueSatisfying(reason -> assertThat(reason).contains("no pod network (CNI): why"));
  }

  @Test
  void theSystemdCgroupDriverIsRefused() {
    String config =
        "{\"containerd\":{\"runtimes\":{\"runc\":{\"options\":{\"SystemdCgroup\": true}}}}}";
    assertThat(RuntimeFitness.objection(status(true, true, NOWHERE, config), false))
        .hasValueSatisfying(reason -> assertThat(reason).contains("SystemdCgroup = false"));
  }

  private static RuntimeStatus status(
      boolean runtime, boolean network, String networks, String config) {
    return new RuntimeStatus(
        runtime,
        network,
        runtime && network ? "" : "why",
        List.of("runc"),
        Map.of("cniconfig", networks, "config", config));
  }
}
