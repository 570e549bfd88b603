package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kriterion nodes}: the nodes of a queue. */
@Command(
    name = "nodes",
    description = "Show the nodes of the queue: what they do, and what they grade.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "2:bad usage, or not allowed",
      "3:the node failed, or does not answer"
    },
    sortOptions = false)
final class NodesCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Mixin private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() {
    try (GraderClient client = node.connect()) {
      new NodeReport(client.nodes()).print(node.out(), json);
      return ExitCode.OK;
    }
  }
}
