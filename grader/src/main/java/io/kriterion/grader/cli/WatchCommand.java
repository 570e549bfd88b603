package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kriterion watch}: prints what happens to a task on a node while it happens. */
@Command(
    name = "watch",
    description = {
      "Print what happens to a task on a node, from its beginning until its end.",
      "Where the node goes away, wait for it to come back, five minutes at most."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:accepted",
      "1:graded, but not accepted",
      "2:bad usage, no such task, or the task was refused",
      "3:the node failed, or does not answer",
      "4:cancelled"
    },
    sortOptions = false)
final class WatchCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TASK", description = "The node's name for the task.")
  private String task = "";

  @Option(
      names = "--after",
      paramLabel = "N",
      description = "Only what comes after event N, the seq of --json.")
  private @Nullable Long after;

  @Option(names = "--json", description = "Print one JSON event per line.")
  private boolean json;

  @Mixin private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() {
    if (after != null && after < 0) {
      throw node.badUsage("--after " + after + " (expected: 0 or more)");
    }
    try (GraderClient client = node.connect()) {
      // following waits for a node that went away; one that was never there is said at once
      var _ = client.get(task);
      return new Watching(client, node.out(), json)
          .watch(task, after == null ? OptionalLong.empty() : OptionalLong.of(after));
    }
  }
}
