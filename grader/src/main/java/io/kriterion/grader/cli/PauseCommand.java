package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code kriterion pause}: has a node take no new tasks. */
@Command(name = "pause", description = "Have the node take no new tasks; what runs goes on.")
final class PauseCommand extends OneCall {

  @Override
  void print(GraderClient client, PrintStream out, boolean asJson) {
    new NodeReport(List.of(client.pause())).print(out, asJson);
  }
}
