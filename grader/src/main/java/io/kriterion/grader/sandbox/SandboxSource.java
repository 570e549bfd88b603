package io.kriterion.grader.sandbox;

import java.util.Optional;

/** Where the sandbox for a submission comes from: made at once, or prepared in advance. */
public interface SandboxSource {

  /**
   * A sandbox that serves one submission. Whoever claims it closes it.
   *
   * @param assignment what it is for; only one that has yet to be made can be labelled so
   * @return one that is made, and launched already if it was prepared
   * @throws io.kriterion.cri.error.CriException when the runtime refuses
   * @throws io.kriterion.grader.error.GraderException when this machine does
   */
  Sandbox claim(SandboxShape shape, Optional<Assignment> assignment);

  /** Makes every sandbox when it is claimed. */
  static SandboxSource cold(RuntimeHost host) {
    return (shape, assignment) -> Sandbox.create(host, shape, assignment);
  }
}
