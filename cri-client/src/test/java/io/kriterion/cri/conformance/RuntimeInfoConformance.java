package io.kriterion.cri.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.runtime.RuntimeStatus;
import io.kriterion.cri.runtime.RuntimeVersion;
import org.junit.jupiter.api.Test;

/** What a runtime says of itself. */
public abstract class RuntimeInfoConformance extends Conformance {

  @Test
  void versionSaysWhoItIs() {
    RuntimeVersion version = runtime().client().runtime().version();
    assertThat(version).isEqualTo(runtime().client().version());
    assertThat(version.name()).isNotEmpty();
    assertThat(version.version()).isNotEmpty();
    assertThat(version.apiVersion()).isEqualTo("v1");
  }

  @Test
  void conditionsAreGoodAndTheHandlerIsKnown() {
    RuntimeStatus status = runtime().client().runtime().status();
    assertThat(status.runtimeReady()).as(status.message()).isTrue();
    assertThat(status.networkReady()).as(status.message()).isTrue();
    assertThat(status.handlers()).contains(runtime().handler());
  }
}
