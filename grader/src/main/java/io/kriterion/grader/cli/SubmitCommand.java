package io.kriterion.grader.cli;

import io.kriterion.client.GraderClient;
import io.kriterion.client.NewTask;
import io.kriterion.client.Submitted;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.pipeline.SubmittedFile;
import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.TaskReader;
import io.kriterion.grader.task.TaskSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kriterion submit}: gives a task and a submission to a node. */
@Command(
    name = "submit",
    description = "Submit a task to a node, and print the node's name for it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is on the node's disk; with --follow: accepted",
      "1:with --follow: graded, but not accepted",
      "2:bad usage, task or submission; or the node refuses it",
      "3:the node failed, or does not answer",
      "4:with --follow: cancelled"
    },
    sortOptions = false)
final class SubmitCommand implements Callable<Integer> {

  /* What a node takes where nobody told it otherwise. */
  private static final ByteSize MOST_TASK_FILES = ByteSize.ofMebibytes(64);

  @Parameters(paramLabel = "TASK.yaml", description = "The task.")
  private Path task = Path.of("");

  @Option(
      names = {"-s", "--submission"},
      paramLabel = "PATH",
      description = "The submission: a file, or a directory with all that is in it.")
  private @Nullable Path submission;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Your name for it: submitted again with the same key it is the same task.")
  private @Nullable String key;

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Whose share of the course's share it uses.")
  private @Nullable String user;

  @Option(
      names = "--course",
      paramLabel = "COURSE",
      description = "Whose share of the node it uses, instead of the task's own course.")
  private @Nullable String course;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "-100 to 100; a higher one is always served before a lower one. Default: 0.")
  private int priority;

  @Option(
      names = {"-r", "--runtime"},
      paramLabel = "HANDLER",
      description = "The runtime handler, instead of the task's wish.")
  private @Nullable String handler;

  @Option(names = "--follow", description = "Then go on as watch does.")
  private boolean follow;

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Mixin private NodeOptions node = new NodeOptions();

  @Override
  public Integer call() {
    NewTask read = read();
    try (GraderClient client = node.connect()) {
      Submitted submitted = client.submit(read);
      node.out()
          .println(
              json
                  ? JsonLine.of(line -> {
                    line.writeStringField("task", submitted.task());
                    line.writeStringField("key", read.key());
                    line.writeBooleanField("existed", submitted.existed());
                  })
                  : submitted.task());
      node.out().flush();
      return follow
          ? new Watching(client, node.out(), json).watch(submitted.task(), OptionalLong.empty())
          : ExitCode.OK;
    }
  }

  /* All of it before the node is looked for: a bad task is bad on every node. */
  private NewTask read() {
    TaskSource source = TaskReader.readSource(task);
    Submission given = submission == null ? Submission.empty() : Submission.read(submission);
    long left = MOST_TASK_FILES.bytes();
    try {
      NewTask.Builder builder = NewTask.builder(content(task, left));
      for (Map.Entry<String, Path> file : source.files().entrySet()) {
        byte[] content = content(file.getValue(), left);
        left -= content.length;
        builder.taskFile(file.getKey(), content, Files.isExecutable(file.getValue()));
      }
      for (SubmittedFile file : given.files()) {
        builder.submissionFile(file.path(), file.toArray(), file.executable());
      }
      return settings(builder);
    } catch (IllegalArgumentException e) {
      throw node.badUsage(String.valueOf(e.getMessage()));
    }
  }

  private NewTask settings(NewTask.Builder builder) {
    builder.priority(priority);
    if (key != null) {
      builder.key(key);
    }
    if (user != null) {
      builder.user(user);
    }
    if (course != null) {
      builder.course(course);
    }
    if (handler != null) {
      builder.runtime(handler);
    }
    return builder.build();
  }

  private static byte[] content(Path file, long left) {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] content = in.readNBytes(Math.toIntExact(left + 1));
      if (content.length > left) {
        throw new GraderException(
            FailureClass.TASK,
            file + ": the task's files are larger than " + MOST_TASK_FILES + " together");
      }
      return content;
    } catch (IOException e) {
      throw new GraderException(FailureClass.TASK, file + " cannot be read: " + e, e);
    }
  }
}
