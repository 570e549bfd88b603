package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import java.io.PrintStream;
import picocli.CommandLine.Command;

/** {@code kriterion nodes}: the nodes of a queue. */
@Command(
    name = "nodes",
    description = "Show the nodes of the queue: what they do, and what they grade.")
final class NodesCommand extends OneCall {

  @Override
  void print(GraderClient client, PrintStream out, boolean asJson) {
    new NodeReport(client.nodes()).print(out, asJson);
  }
}
