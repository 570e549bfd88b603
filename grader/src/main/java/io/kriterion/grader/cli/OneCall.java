package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that makes one call of a node and prints what it answers. */
@Command(
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "2:bad usage, or not allowed",
      "3:the node failed, or does not answer"
    },
    sortOptions = false)
abstract class OneCall implements Callable<Integer> {

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Mixin private NodeOptions node = new NodeOptions();

  /** Makes the call, and prints. */
  abstract void print(GraderClient client, PrintStream out, boolean asJson);

  @Override
  public final Integer call() {
    try (GraderClient client = node.connect()) {
      print(client, node.out(), json);
      return ExitCode.OK;
    }
  }
}
