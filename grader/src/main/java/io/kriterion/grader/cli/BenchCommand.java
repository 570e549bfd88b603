package io.kriterion.grader.cli;

import com.google.common.io.MoreFiles;
import io.kriterion.grader.bench.Bench;
import io.kriterion.grader.bench.NodeBench;
import io.kriterion.grader.bench.QueueBench;
import io.kriterion.grader.node.RuntimeChoice;
import io.kriterion.grader.node.RuntimeConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kriterion bench}: measures, on this machine, what is promised. */
@Command(
    name = "bench",
    description = "Measure on this machine, each figure beside its baseline in the same run.",
    subcommands = {
      BenchCommand.OfSandboxes.class,
      BenchCommand.OfQueues.class,
      BenchCommand.OfNodes.class
    },
    sortOptions = false)
final class BenchCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec known = java.util.Objects.requireNonNull(spec, "spec");
    throw new ParameterException(known.commandLine(), "Missing command: sandbox, queue or node");
  }

  /** {@code kriterion bench sandbox}. */
  @Command(
      name = "sandbox",
      description = {
        "Measure sandboxes: how soon one answers, how many there can be, what they cost.",
        "Needs nothing running. All figures take some ten minutes and a quiet machine."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:every target was met",
        "1:some were not",
        "2:bad usage",
        "3:the node or the runtime failed"
      },
      sortOptions = false)
  static final class OfSandboxes implements Callable<Integer> {

    @Parameters(
        paramLabel = "FIGURE",
        arity = "0..*",
        description =
            "Which: warm-first-output, cold, cases-per-second, case-overhead, sandboxes-per-second,"
                + " output-rate, idle-memory. Default: all.")
    private List<String> figures = List.of();

    @Option(
        names = {"-r", "--runtime"},
        paramLabel = "HANDLER",
        defaultValue = "runc",
        description = "The runtime handler. Default: ${DEFAULT-VALUE}.")
    private String handler = "runc";

    @Option(
        names = "--runs",
        paramLabel = "N",
        defaultValue = "200",
        description = "How often each thing is measured at the least. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--json", description = "Print one JSON object per line and figure.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Mixin private RuntimeOptions runtime = new RuntimeOptions();

    @Override
    public Integer call() throws Exception {
      CommandSpec known = java.util.Objects.requireNonNull(spec, "spec");
      for (String figure : figures) {
        if (!Bench.names().contains(figure)) {
          throw new ParameterException(
              known.commandLine(),
              "No figure " + figure + " (expected: " + String.join(", ", Bench.names()) + ")");
        }
      }
      checkRuns(known, runs);
      RuntimeChoice choice = runtime.choice();
      return CleanStop.run(() -> measure(choice));
    }

    private int measure(RuntimeChoice choice) throws InterruptedException {
      List<String> wanted = figures.isEmpty() ? Bench.names() : figures;
      FigureReport report = new FigureReport(json);
      try (RuntimeConnection connection = RuntimeConnection.open(choice)) {
        new Bench(connection, handler, runs).measure(wanted, report::add);
      }
      return report.end();
    }
  }

  /** {@code kriterion bench queue}. */
  @Command(
      name = "queue",
      description = {
        "Measure the embedded queue: whole lives of tasks per second, everything on disk.",
        "Needs nothing running, and some 100 MiB for as long as it takes."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:the target was met",
        "1:it was not",
        "2:bad usage",
        "3:the disk or the node failed"
      },
      sortOptions = false)
  static final class OfQueues implements Callable<Integer> {

    @Option(
        names = "--directory",
        paramLabel = "DIR",
        defaultValue = "/var/tmp",
        description =
            "Where a directory is made for it: the disk that is measured. Default: ${DEFAULT-VALUE}.")
    private Path parent = Path.of("/var/tmp");

    @Option(
        names = "--runs",
        paramLabel = "N",
        defaultValue = "20",
        description = "How often a thousand cycles are measured. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--json", description = "Print one JSON object per line and figure.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
      CommandSpec known = java.util.Objects.requireNonNull(spec, "spec");
      checkRuns(known, runs);
      checkDirectory(known, parent);
      return CleanStop.run(this::measure);
    }

    private int measure() throws InterruptedException, IOException {
      FigureReport report = new FigureReport(json);
      Path directory = Files.createTempDirectory(parent, "kriterion-bench-");
      try {
        report.add(new QueueBench(directory, runs).measure());
      } finally {
        MoreFiles.deleteRecursively(directory);
      }
      return report.end();
    }
  }

  /** {@code kriterion bench node}. */
  @Command(
      name = "node",
      description = {
        "Measure a whole node with its queue and API: what it costs beside its sandboxes, how soon"
            + " output arrives, and whether anything grows while many tasks go through.",
        "Needs nothing running, and a quiet machine."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:every target was met",
        "1:some were not",
        "2:bad usage",
        "3:the node or the runtime failed"
      },
      sortOptions = false)
  static final class OfNodes implements Callable<Integer> {

    @Option(
        names = {"-r", "--runtime"},
        paramLabel = "HANDLER",
        defaultValue = "runc",
        description = "The runtime handler. Default: ${DEFAULT-VALUE}.")
    private String handler = "runc";

    @Option(
        names = "--directory",
        paramLabel = "DIR",
        defaultValue = "/var/tmp",
        description = "Where a directory is made for the queue. Default: ${DEFAULT-VALUE}.")
    private Path parent = Path.of("/var/tmp");

    @Option(
        names = "--runs",
        paramLabel = "N",
        defaultValue = "200",
        description = "How many tasks go one after the other. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
        names = "--tasks",
        paramLabel = "N",
        defaultValue = "500",
        description =
            "How many then go through as fast as they can; 0: none. Default: ${DEFAULT-VALUE}.")
    private int tasks;

    @Option(names = "--json", description = "Print one JSON object per line and figure.")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Mixin private RuntimeOptions runtime = new RuntimeOptions();

    @Override
    public Integer call() throws Exception {
      CommandSpec known = java.util.Objects.requireNonNull(spec, "spec");
      checkRuns(known, runs);
      checkDirectory(known, parent);
      if (tasks < 0 || tasks > 1_000_000) {
        throw new ParameterException(
            known.commandLine(), "--tasks " + tasks + " (expected: 0 to 1000000)");
      }
      RuntimeChoice choice = runtime.choice();
      return CleanStop.run(() -> measure(choice));
    }

    private int measure(RuntimeChoice choice) throws InterruptedException, IOException {
      FigureReport report = new FigureReport(json);
      Path directory = Files.createTempDirectory(parent, "kriterion-bench-");
      String owner = "bench-" + ProcessHandle.current().pid();
      try (RuntimeConnection connection = RuntimeConnection.open(choice.ownedBy(owner))) {
        new NodeBench(connection, choice.config(), handler, directory, runs, tasks)
            .measure(report::add);
      } finally {
        MoreFiles.deleteRecursively(directory);
      }
      return report.end();
    }
  }

  private static void checkRuns(CommandSpec spec, int runs) {
    if (runs < 1 || runs > 100_000) {
      throw new ParameterException(
          spec.commandLine(), "--runs " + runs + " (expected: 1 to 100000)");
    }
  }

  private static void checkDirectory(CommandSpec spec, Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new ParameterException(
          spec.commandLine(), "--directory " + directory + " (expected: a directory)");
    }
  }
}
