package io.kriterion.grader.cli;

import io.kriterion.cri.error.CriException;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.node.RuntimeChoice;
import io.kriterion.grader.node.RuntimeConnection;
import io.kriterion.grader.pipeline.Attempts;
import io.kriterion.grader.pipeline.Grading;
import io.kriterion.grader.pipeline.PlanRequest;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.task.Event;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code kriterion run}: grades one submission and prints what happens while it happens. */
@Command(
    name = "run",
    description = "Grade one submission in a sandbox of its own.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:accepted",
      "1:graded, but not accepted",
      "2:bad usage, task or submission",
      "3:the node or the runtime failed"
    },
    sortOptions = false)
final class RunCommand implements Callable<Integer> {

  @Parameters(paramLabel = "TASK.yaml", description = "The task.")
  private Path task = Path.of("");

  @Option(
      names = {"-s", "--submission"},
      paramLabel = "PATH",
      description = "The submission: a file, or a directory with all that is in it.")
  private @Nullable Path submission;

  @Option(
      names = {"-r", "--runtime"},
      paramLabel = "HANDLER",
      description = "The runtime handler, instead of the task's wish.")
  private @Nullable String handler;

  @Option(names = "--json", description = "Print one JSON event per line.")
  private boolean json;

  @Option(
      names = "--timings",
      paramLabel = "RUNS",
      arity = "0..1",
      fallbackValue = "10",
      defaultValue = "0",
      description =
          "Grade RUNS times (default 10), in turn with the bare CRI calls, and compare the times.")
  private int timings;

  @Option(
      names = "--artifacts",
      paramLabel = "DIR",
      description = "Write what the steps leave as artifacts into DIR, a new or empty directory.")
  private @Nullable Path artifacts;

  @Spec private @Nullable CommandSpec spec;

  @ParentCommand private @Nullable Kriterion program;

  @Mixin private TrustOption trust = new TrustOption();

  @Mixin private RuntimeOptions runtime = new RuntimeOptions();

  @Override
  public Integer call() throws Exception {
    if (artifacts != null && timings > 0) {
      throw badUsage(
          "--artifacts is for one grading, and --timings makes many (expected: one of the two)");
    }
    if (json && timings > 0) {
      throw badUsage("--json is for events, and --timings tells none (expected: one of the two)");
    }
    Task read = TaskReader.read(task);
    Submission given = submission == null ? Submission.empty() : Submission.read(submission);
    RuntimeChoice choice = runtime.choice();
    Consumer<Event> report = report(read);
    try {
      return CleanStop.run(() ->
          artifacts == null
              ? grade(choice, read, given, report)
              : gradeInto(artifacts, choice, read, given, report));
    } catch (CriException | GraderException | InterruptedException e) {
      report.accept(new Event.Failed(Failures.text(e)));
      throw e;
    }
  }

  private ParameterException badUsage(String problem) {
    return new ParameterException(Objects.requireNonNull(spec, "spec").commandLine(), problem);
  }

  private int gradeInto(
      Path directory, RuntimeChoice choice, Task read, Submission given, Consumer<Event> report)
      throws InterruptedException {
    try (ArtifactDirectory files = ArtifactDirectory.open(directory, read)) {
      int code = grade(choice, read, given, files.andThen(report));
      if (!json) {
        System.out.printf(
            Locale.ROOT,
            "%d of %d artifacts are in %s%n",
            files.count(),
            files.expected(),
            directory);
      }
      return code;
    }
  }

  private int grade(RuntimeChoice choice, Task read, Submission given, Consumer<Event> report)
      throws InterruptedException {
    try (RuntimeConnection connection = RuntimeConnection.open(choice)) {
      PlanRequest request =
          new PlanRequest(read, given, Optional.ofNullable(handler), trust.level());
      if (timings > 0) {
        new Timings(
                connection.host(),
                connection.plan(request),
                timings,
                StartTimes.until(Objects.requireNonNull(program, "program").entered()))
            .print(System.out);
        return ExitCode.OK;
      }
      Attempts attempts =
          new Attempts(
              (plan, events) ->
                  new Grading(SandboxSource.cold(connection.host()), events).grade(plan),
              connection.retries(),
              connection.health(),
              report);
      return ExitCode.of(attempts.grade(connection.plans(request)).verdict());
    }
  }

  private Consumer<Event> report(Task read) {
    PrintStream out = System.out;
    return json
        ? new JsonReport(out, read.name(), InstantSource.system())
        : new HumanReport(out, Terminal.isOutput(), Long.MAX_VALUE);
  }
}
