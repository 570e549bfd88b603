package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import io.kriterion.client.NodeInfo;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code kriterion pause}: has a node take no new tasks. */
@Command(name = "pause", description = "Have the node take no new tasks; what runs goes on.")
final class PauseCommand extends OfNodes {

  @Override
  List<NodeInfo> call(GraderClient client) {
    return List.of(client.pause());
  }
}
