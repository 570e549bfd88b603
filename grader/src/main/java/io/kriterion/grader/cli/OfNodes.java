package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import io.kriterion.client.NodeInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that prints nodes as they are after one call. */
@Command(
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "2:bad usage, or not allowed",
      "3:the node failed, or does not answer"
    },
    sortOptions = false)
abstract class OfNodes implements Callable<Integer> {

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Mixin private NodeOptions node = new NodeOptions();

  /** The call. */
  abstract List<NodeInfo> call(GraderClient client);

  @Override
  public final Integer call() {
    try (GraderClient client = node.connect()) {
      new NodeReport(call(client)).print(node.out(), json);
      return ExitCode.OK;
    }
  }
}
