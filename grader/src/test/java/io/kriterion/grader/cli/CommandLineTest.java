package io.kriterion.grader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kriterion.cri.error.CriCallException;
import io.kriterion.cri.error.CriErrorCode;
import io.kriterion.cri.error.RuntimeAnswer;
import io.kriterion.grader.error.FailureClass;
import io.kriterion.grader.error.GraderException;
import io.kriterion.grader.queue.embedded.EmbeddedQueue;
import io.kriterion.grader.queue.embedded.QueueSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the command says, and with which exit code, before any runtime is needed. */
class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  @Test
  void withoutACommandItSaysWhichThereAre() {
    assertThat(run()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString())
        .contains(
            "run, serve, verify, submit, watch, cancel, queue, nodes",
            "bench, containerd, config or doctor");
  }

  @Test
  void helpAndVersionAreNoFailures() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("run", "verify", "pool", "containerd", "config");
    assertThat(run("--version")).isZero();
    assertThat(run("run", "--help")).isZero();
    assertThat(out.toString()).contains("--submission", "2", "bad usage, task or submission");
  }

  @Test
  void everyEnvironmentVariableIsInTheReadme() throws IOException {
    Set<String> names = new TreeSet<>(Set.of("KRITERION_JAVA_OPTS", "JAVA_HOME", "PATH"));
    Pattern name = Pattern.compile("KRITERION_[A-Z_]+");
    try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/kriterion/grader/cli"))) {
      for (Path source : sources.toList()) {
        name.matcher(Files.readString(source)).results().forEach(found -> names.add(found.group()));
      }
    }
    assertThat(names).contains("KRITERION_LOG", "KRITERION_TOKEN_FILE");
    String readme = Files.readString(Path.of("../README.md"));
    assertThat(names).allSatisfy(each -> assertThat(readme).contains("| `" + each + "` |"));
  }

  @Test
  void anUnknownOptionIsBadUsage() {
    assertThat(run("run", "--jsn", "x.yaml")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("--jsn");
  }

  /** It would be ignored there: a node knows its submitters by their tokens. */
  @ParameterizedTest
  @ValueSource(strings = {"serve", "doctor", "bench sandbox", "bench node"})
  void trustIsOnlyForCommandsThatChooseAHandler(String command) {
    String absent = directory.resolve("absent.yaml").toString();
    assertThat(run((command + " --trust low --config " + absent).split(" ", -1)))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("--trust").doesNotContain("absent.yaml");
  }

  @Test
  void aPoolOfNothingOrOfWhatIsNoImageIsBadUsage() {
    assertThat(run("pool")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("--environment or --image");
    assertThat(run("pool", "--environment", "GCC")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("GCC", "lower-case");
  }

  @Test
  void anArgumentThatBeginsWithAnAtIsNoFileOfArguments() throws IOException {
    Path file = Files.writeString(directory.resolve("arguments"), "s3cret.yaml\n");
    assertThat(run("run", "@" + file)).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("@" + file).doesNotContain("s3cret");
  }

  @Test
  void aMissingTaskFileIsOneLine() {
    assertThat(run("run", directory.resolve("absent.yaml").toString()))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("absent.yaml");
  }

  @Test
  void everyProblemOfATaskIsALineOfItsOwn() throws IOException {
    Path task =
        Files.writeString(
            directory.resolve("task.yaml"),
            """
            name: t
            environment: base
            limits: { cpu-tme: 1s, memory: -1MiB }
            steps: [ { name: s, run: [ "true" ] } ]
            """);
    assertThat(run("run", task.toString())).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString().lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("kriterion: ") && line.contains("task.yaml:3"))
        .anyMatch(line -> line.contains("cpu-tme") && line.contains("cpu-time"));
  }

  @Test
  void aBadSubmissionIsSaidBeforeAnyRuntimeIsLookedFor() throws IOException {
    Path task =
        Files.writeString(
            directory.resolve("task.yaml"),
            "{ name: t, environment: base, steps: [ { name: s, run: [ 'true' ] } ] }");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc/passwd"));
    assertThat(run("run", task.toString(), "--submission", link.toString()))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("symbolic link");
  }

  @Test
  void aDirectoryForArtifactsIsLookedAtBeforeAnyRuntimeIs() throws IOException {
    Path task =
        Files.writeString(
            directory.resolve("task.yaml"),
            "{ name: t, environment: base, steps: [ { name: s, run: [ 'true' ] } ] }");
    assertThat(run("run", task.toString(), "--artifacts", directory.toString()))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("is not empty");
    assertThat(run("run", task.toString(), "--artifacts", "x", "--timings"))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("--artifacts is for one grading");
  }

  @Test
  void timingsTellNoEvents() {
    assertThat(run("run", "x.yaml", "--json", "--timings")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("--json is for events, and --timings tells none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--socket=/s", "--address=host:1", "--token-file=token", "--ca=node.pem"})
  void aPoolThatIsFilledHereIsNoNodes(String option) {
    assertThat(run("pool", "--environment=base", option)).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString())
        .startsWith(option.replaceFirst("=.*", " is for the pool of a running node"));
  }

  @Test
  void verifySaysWhatASampleIsCalled() throws IOException {
    Path task =
        Files.writeString(
            directory.resolve("task.yaml"),
            "{ name: t, environment: base, steps: [ { name: s, run: [ 'true' ] } ] }");
    assertThat(run("verify", task.toString())).isEqualTo(ExitCode.BAD_INPUT);
    Files.createDirectories(directory.resolve("submissions/almost-right/x"));
    assertThat(run("verify", task.toString())).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString().lines())
        .hasSize(2)
        .anyMatch(line -> line.contains("almost-right is not named after a verdict"));
  }

  @Test
  void aQueueIsCopiedOnce() {
    String queue = directory.resolve("queue").toString();
    String copy = directory.resolve("copy.db").toString();
    assertThat(run("queue", "backup", queue, copy)).isEqualTo(ExitCode.NODE_FAILED);
    assertThat(err.toString().lines()).singleElement().asString().contains("no queue in " + queue);
    EmbeddedQueue.open(directory.resolve("queue"), QueueSettings.DEFAULT).close();
    assertThat(run("queue", "backup", queue, copy)).isEqualTo(ExitCode.OK);
    assertThat(directory.resolve("copy.db")).isNotEmptyFile();
    assertThat(run("queue", "backup", queue, copy)).isEqualTo(ExitCode.NODE_FAILED);
    assertThat(run("queue", "backup", queue)).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void aBenchOfTheQueueMeasuresOneFigure() {
    assertThat(run("bench", "queue", "--runs", "0")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("--runs 0 (expected: 1 to 100000)");
    assertThat(run("bench")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("sandbox, queue or node");
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue", "node"})
  void aBenchIsNotBegunWhereThereIsNoDirectory(String what) {
    assertThat(run("bench", what, "--directory", directory.resolve("absent").toString()))
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("absent (expected: a directory)");
  }

  @ParameterizedTest
  @EnumSource(FailureClass.class)
  void onlyTheTasksOwnFaultIsBadInput(FailureClass failureClass) {
    int code = Failures.code(new GraderException(failureClass, "why"));
    assertThat(code)
        .isEqualTo(failureClass == FailureClass.TASK ? ExitCode.BAD_INPUT : ExitCode.NODE_FAILED);
  }

  @ParameterizedTest
  @EnumSource(CriErrorCode.class)
  void everyRefusalOfTheRuntimeIsOneLine(CriErrorCode code) {
    CriCallException failure =
        new CriCallException(
            "RunPodSandbox",
            "k1",
            code,
            new RuntimeAnswer("UNKNOWN", "first\nsecond\n"),
            false,
            null);
    assertThat(Failures.text(failure)).contains("first second").doesNotContain("\n");
    assertThat(Failures.code(failure)).isEqualTo(ExitCode.NODE_FAILED);
  }

  @Test
  void aFailureBringsNoControlCharactersToTheTerminal() {
    assertThat(Failures.text(new GraderException(FailureClass.RUNTIME, "a\u001b[2J\r\nb\u009b2J")))
        .isEqualTo("a [2J b 2J");
  }

  private int run(String... arguments) {
    CommandLine command = Kriterion.command();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return command.execute(arguments);
  }
}
