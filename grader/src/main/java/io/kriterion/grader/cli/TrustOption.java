package io.kriterion.grader.cli;

import io.kriterion.grader.runtime.Trust;
import picocli.CommandLine.Option;

/** The option by which a command that chooses a handler is told whom it chooses for. */
final class TrustOption {

  @Option(
      names = "--trust",
      paramLabel = "LEVEL",
      defaultValue = "${env:KRITERION_TRUST:-normal}",
      description =
          "How far the submitter is trusted, for the runtime policy: low, normal or high."
              + " Default: ${DEFAULT-VALUE}.")
  private Trust level = Trust.NORMAL;

  Trust level() {
    return level;
  }
}
