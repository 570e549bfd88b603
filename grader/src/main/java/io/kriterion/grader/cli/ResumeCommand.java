package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import io.kriterion.client.NodeInfo;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code kriterion resume}: has a node take tasks again. */
@Command(name = "resume", description = "Have the node take tasks again, after pause or drain.")
final class ResumeCommand extends OfNodes {

  @Override
  List<NodeInfo> call(GraderClient client) {
    return List.of(client.resume());
  }
}
