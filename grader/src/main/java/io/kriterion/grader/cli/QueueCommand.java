package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import io.kriterion.client.TaskFilter;
import io.kriterion.client.TaskState;
import io.kriterion.grader.queue.embedded.EmbeddedQueue;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kriterion queue}: what waits on a node; and the embedded queue from outside. */
@Command(
    name = "queue",
    description = "Show what waits on a node, by course; or look after a queue.",
    subcommands = {QueueCommand.Tasks.class, QueueCommand.Backup.class})
final class QueueCommand extends OneCall {

  @Override
  void print(GraderClient client, PrintStream out, boolean asJson) {
    QueueReport.print(client.queue(), out, asJson);
  }

  /* Read by this command, an option before the subcommand would say nothing to the subcommand. */
  private static void refuseOptionsBefore(@Nullable CommandSpec subcommand) {
    CommandSpec known = Objects.requireNonNull(subcommand, "subcommand");
    List<OptionSpec> before = known.parent().commandLine().getParseResult().matchedOptions();
    if (!before.isEmpty()) {
      throw new ParameterException(
          known.commandLine(),
          "%s stands before %s (expected: after it)"
              .formatted(before.getFirst().longestName(), known.name()));
    }
  }

  /** Lists tasks. */
  @Command(
      name = "list",
      description = "List a node's tasks, newest first; with a token, your own.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:done",
        "2:bad usage, or not allowed",
        "3:the node failed, or does not answer"
      },
      sortOptions = false)
  static final class Tasks implements Callable<Integer> {

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description =
            "Only tasks in this state: queued, running, done, cancelled or dead. May come several times.")
    private Set<TaskState> states = new HashSet<>();

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "100",
        description = "At most so many, 1 to 1000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
        names = "--after",
        paramLabel = "TASK",
        description = "Only those that follow this one in the list.")
    private @Nullable String after;

    @Option(names = "--json", description = "Print one JSON object per line.")
    private boolean json;

    @Mixin private NodeOptions node = new NodeOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      refuseOptionsBefore(spec);
      TaskFilter filter;
      try {
        filter = new TaskFilter(states, limit, Optional.ofNullable(after));
      } catch (IllegalArgumentException e) {
        throw node.badUsage("--" + e.getMessage());
      }
      try (GraderClient client = node.connect()) {
        QueueReport.print(client.list(filter), node.out(), json);
        return ExitCode.OK;
      }
    }
  }

  /** Copies a queue. */
  @Command(
      name = "backup",
      description = {
        "Copy a queue, as it is at one moment, to a new file; it may be in use.",
        "To restore it, put the file into an empty directory as queue.db."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:the copy is on disk", "2:bad usage", "3:it could not be made"},
      sortOptions = false)
  static final class Backup implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "DIR", description = "The queue's directory.")
    private Path directory = Path.of("");

    @Parameters(index = "1", paramLabel = "FILE", description = "The copy; must not exist.")
    private Path file = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      refuseOptionsBefore(spec);
      EmbeddedQueue.backup(directory, file);
      return ExitCode.OK;
    }
  }
}
