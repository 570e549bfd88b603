package io.kriterion.grader.sandbox;

import java.util.Map;

/** Where the sandbox for a submission comes from: made at once, or prepared in advance. */
public interface SandboxSource {

  /**
   * A sandbox that serves one submission. Whoever claims it closes it.
   *
   * @param labels what it is labelled with, where it has to be made; one prepared in advance has
   *     the node's labels only
   * @return one that is made, and launched already if it was prepared
   * @throws io.kriterion.cri.error.CriException when the runtime refuses
   * @throws io.kriterion.grader.error.GraderException when this machine does
   */
  Sandbox claim(SandboxShape shape, Map<String, String> labels);

  /** Makes every sandbox when it is claimed. */
  static SandboxSource cold(RuntimeHost host) {
    return (shape, labels) -> Sandbox.create(host, shape, labels);
  }
}
