package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kriterion resume}: has a node take tasks again. */
@Command(
    name = "resume",
    description = "Have the node take tasks again, after pause or drain.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "2:bad usage, or not allowed",
      "3:the node failed, or does not answer"
    },
    sortOptions = false)
final class ResumeCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Mixin private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() {
    try (GraderClient client = node.connect()) {
      new NodeReport(List.of(client.resume())).print(node.out(), json);
      return ExitCode.OK;
    }
  }
}
