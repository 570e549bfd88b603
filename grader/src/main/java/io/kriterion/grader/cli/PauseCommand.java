package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kriterion pause}: has a node take no new tasks. */
@Command(
    name = "pause",
    description = "Have the node take no new tasks; what runs goes on.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "2:bad usage, or not allowed",
      "3:the node failed, or does not answer"
    },
    sortOptions = false)
final class PauseCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Mixin private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() {
    try (GraderClient client = node.connect()) {
      new NodeReport(List.of(client.pause())).print(node.out(), json);
      return ExitCode.OK;
    }
  }
}
