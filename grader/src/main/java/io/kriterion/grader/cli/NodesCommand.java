package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import io.kriterion.client.NodeInfo;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code kriterion nodes}: the nodes of a queue. */
@Command(
    name = "nodes",
    description = "Show the nodes of the queue: what they do, and what they grade.")
final class NodesCommand extends OfNodes {

  @Override
  List<NodeInfo> call(GraderClient client) {
    return client.nodes();
  }
}
