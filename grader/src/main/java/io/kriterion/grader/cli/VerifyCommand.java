package io.kriterion.grader.cli;

import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.node.RuntimeChoice;
import io.kriterion.grader.node.RuntimeConnection;
import io.kriterion.grader.pipeline.Attempts;
import io.kriterion.grader.pipeline.Grading;
import io.kriterion.grader.pipeline.PlanRequest;
import io.kriterion.grader.pipeline.Submission;
import io.kriterion.grader.pool.SandboxPool;
import io.kriterion.grader.sandbox.SandboxSource;
import io.kriterion.grader.task.Result;
import io.kriterion.grader.task.Task;
import io.kriterion.grader.task.TaskReader;
import io.kriterion.grader.task.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code kriterion verify}: grades the sample submissions that lie beside a task and compares their
 * verdicts with the expected ones.
 *
 * <p>A sample is {@code submissions/<expected verdict>/<name>} beside the task's file, where the
 * verdict is written as in {@code wrong-answer}.
 */
@Command(
    name = "verify",
    description = {
      "Grade the sample submissions of tasks and compare the verdicts with the expected ones.",
      "A sample is submissions/VERDICT/NAME beside the task, such as submissions/wrong-answer/off-by-one."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all verdicts are as expected",
      "1:some are not",
      "2:bad usage, task or sample",
      "3:the node or the runtime failed"
    },
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {

  private static final long SHOWN_PER_STEP = 400;

  private record Sample(Task task, Path path, Verdict expected) {

    String name() {
      Path verdict = path.getParent();
      return (verdict == null ? "" : verdict.getFileName() + "/") + path.getFileName();
    }
  }

  @Parameters(paramLabel = "TASK.yaml", arity = "1..*", description = "The tasks.")
  private List<Path> tasks = List.of();

  @Option(
      names = {"-r", "--runtime"},
      paramLabel = "HANDLER",
      description = "The runtime handler, instead of the tasks' wishes.")
  private @Nullable String handler;

  @Mixin private TrustOption trust = new TrustOption();

  @Mixin private RuntimeOptions runtime = new RuntimeOptions();

  @Override
  public Integer call() throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (Path file : tasks) {
      samples.addAll(samples(file));
    }
    RuntimeChoice choice = runtime.choice();
    return CleanStop.run(() -> verify(choice, samples));
  }

  private int verify(RuntimeChoice choice, List<Sample> samples) throws InterruptedException {
    PrintStream out = System.out;
    Table summary = new Table();
    summary.add(List.of("TASK", "SUBMISSION", "VERDICT", "POINTS", "TIME", ""));
    int asExpected = 0;
    try (RuntimeConnection connection = RuntimeConnection.open(choice);
        SandboxPool sandboxes = connection.newPool()) {
      for (Sample sample : samples) {
        out.println("=== " + sample.task().name() + ": " + sample.name());
        long start = System.nanoTime();
        Result result = grade(connection, sandboxes, sample);
        boolean expected = result.verdict() == sample.expected();
        asExpected += expected ? 1 : 0;
        summary.add(
            List.of(
                sample.task().name(),
                sample.name(),
                result.verdict().name(),
                result.points() + "/" + result.maxPoints(),
                Figures.time(Duration.ofNanos(System.nanoTime() - start)),
                expected ? "" : "expected " + sample.expected()));
        out.println();
      }
    }
    summary.print(out);
    out.println();
    out.println("expected " + asExpected + " of " + samples.size() + " verdicts");
    return asExpected == samples.size() ? ExitCode.OK : ExitCode.NOT_ACCEPTED;
  }

  private Result grade(RuntimeConnection connection, SandboxSource sandboxes, Sample sample)
      throws InterruptedException {
    PlanRequest request =
        new PlanRequest(
            sample.task(),
            Submission.read(sample.path()),
            Optional.ofNullable(handler),
            trust.level());
    return new Attempts(
            (plan, events) -> new Grading(sandboxes, events).grade(plan),
            connection.retries(),
            connection.health(),
            new HumanReport(System.out, Terminal.isOutput(), SHOWN_PER_STEP))
        .grade(connection.plans(request));
  }

  private static List<Sample> samples(Path file) {
    Task task = TaskReader.read(file);
    Path directory = file.toAbsolutePath().resolveSibling("submissions");
    List<Sample> samples = new ArrayList<>();
    for (Path verdict : entries(directory)) {
      Verdict expected = verdict(verdict);
      entries(verdict).forEach(path -> samples.add(new Sample(task, path, expected)));
    }
    if (samples.isEmpty()) {
      throw new GraderException(
          FailureClass.TASK,
          directory + " holds no sample; put them there as VERDICT/NAME, such as accepted/plain");
    }
    return samples;
  }

  private static List<Path> entries(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (IOException e) {
      throw new GraderException(
          FailureClass.TASK, directory + " cannot be read: it should hold the task's samples", e);
    }
    entries.sort(null);
    return entries;
  }

  private static Verdict verdict(Path directory) {
    String name = String.valueOf(directory.getFileName());
    for (Verdict verdict : Verdict.values()) {
      if (verdict.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
        return verdict;
      }
    }
    throw new GraderException(
        FailureClass.TASK,
        directory + " is not named after a verdict, such as accepted or wrong-answer");
  }
}
