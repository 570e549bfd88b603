package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import io.kriterion.client.TaskState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kriterion cancel}: cancels a task on a node. */
@Command(
    name = "cancel",
    description = "Cancel a task: at once if it waits, else its node stops it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is cancelled, or its node stops it",
      "1:it had ended before",
      "2:bad usage, or no such task",
      "3:the node failed, or does not answer"
    },
    sortOptions = false)
final class CancelCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TASK", description = "The node's name for the task.")
  private String task = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "cancelled by hand",
      description = "One line for people. Default: ${DEFAULT-VALUE}.")
  private String reason = "";

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Mixin private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() {
    try (GraderClient client = node.connect()) {
      TaskState state = client.cancel(task, Failures.oneLine(reason));
      node.out().println(json ? line(state) : words(state));
      node.out().flush();
      return state == TaskState.DONE || state == TaskState.DEAD
          ? ExitCode.NOT_ACCEPTED
          : ExitCode.OK;
    }
  }

  private String line(TaskState state) {
    return JsonLine.of(line -> {
      line.writeStringField("task", task);
      line.writeStringField("state", state.name());
    });
  }

  private String words(TaskState state) {
    return switch (state) {
      case CANCELLED -> task + " is cancelled";
      case QUEUED, RUNNING -> task + " is cancelled; its node has yet to stop it";
      case DONE, DEAD -> task + " had ended before; it stays as it is";
      case UNKNOWN -> task + " is in a state that this command does not know";
    };
  }
}
