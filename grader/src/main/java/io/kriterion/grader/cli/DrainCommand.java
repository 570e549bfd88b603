package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import io.kriterion.client.GraderClientException;
import io.kriterion.grader.task.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kriterion drain}: has a node take no new tasks, and waits until nothing runs. */
@Command(
    name = "drain",
    description = "Have the node take no new tasks, and wait until nothing runs any more.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing runs",
      "1:something still runs; the node takes no new tasks all the same",
      "2:bad usage, or not allowed",
      "3:the node failed, or does not answer"
    },
    sortOptions = false)
final class DrainCommand implements Callable<Integer> {

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "How long to wait at most. Default: ${DEFAULT-VALUE}.")
  private String wait = "";

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Mixin private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() {
    Duration patience = patience();
    try (GraderClient client = node.connect()) {
      try {
        new NodeReport(List.of(client.drain(patience))).print(node.out(), json);
        return ExitCode.OK;
      } catch (GraderClientException e) {
        if (e.code() != GraderClientException.Code.DEADLINE) {
          throw e;
        }
        new NodeReport(client.nodes()).print(node.out(), json);
        return ExitCode.NOT_ACCEPTED;
      }
    }
  }

  private Duration patience() {
    try {
      return DurationText.parse(wait);
    } catch (IllegalArgumentException e) {
      throw node.badUsage("--wait " + e.getMessage());
    }
  }
}
