package io.kriterion.grader.cli;

import io.kriterion.grader.queue.embedded.EmbeddedQueue;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kriterion queue}: the embedded queue, looked after from outside. */
@Command(
    name = "queue",
    description = "Look after an embedded queue.",
    subcommands = QueueCommand.Backup.class,
    sortOptions = false)
final class QueueCommand {

  private QueueCommand() {}

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

    @Override
    public Integer call() {
      EmbeddedQueue.backup(directory, file);
      return ExitCode.OK;
    }
  }
}
