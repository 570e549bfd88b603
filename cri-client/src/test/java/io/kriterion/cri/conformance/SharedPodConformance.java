package io.kriterion.cri.conformance;

import io.kriterion.cri.lease.Sandbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A group whose tests share one pod. */
abstract class SharedPodConformance extends Conformance {

  private @Nullable Sandbox shared;

  @BeforeAll
  final void runPod() {
    needsForAll();
    shared = sandbox();
  }

  @AfterAll
  final void closePod() {
    if (shared != null) {
      shared.close();
    }
  }

  /** Skips the whole group where the runtime is not asked for it; by default it is. */
  void needsForAll() {}

  /** The pod. */
  final Sandbox shared() {
    if (shared == null) {
      throw new IllegalStateException("before all tests");
    }
    return shared;
  }
}
