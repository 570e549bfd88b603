package io.kriterion.grader.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kriterion.client.fake.FakeNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The command beside a fake node. */
final class NodeFixture implements AutoCloseable {

  final FakeNode node;
  private final Path socket;
  private final Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();

  NodeFixture(Path directory) {
    this.directory = directory;
    this.socket = directory.resolve("node.sock");
    this.node = FakeNode.start(socket);
  }

  /** Runs a command for the node; the exit code. */
  int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--socket", socket.toString()));
    return runAnywhere(all.toArray(String[]::new));
  }

  /** Runs a command as it is; the exit code. */
  int runAnywhere(String... arguments) {
    out.reset();
    err.getBuffer().setLength(0);
    CommandLine command = Kriterion.command(new PrintStream(out, true, UTF_8));
    command.setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  List<String> out() {
    return out.toString(UTF_8).lines().toList();
  }

  /** What standard error has, without the usage that follows bad usage. */
  List<String> err() {
    return err.toString().lines().toList();
  }

  /** A task file that can be graded. */
  Path task() {
    return write(
        "task.yaml", "{ name: t, environment: base, steps: [ { name: small, run: [ 'true' ] } ] }");
  }

  /** Submits that task; the node's name for it. */
  String submit() {
    if (run("submit", task().toString()) != ExitCode.OK) {
      throw new AssertionError(err());
    }
    return out().getFirst();
  }

  Path write(String path, String content) {
    Path file = directory.resolve(path);
    try {
      Files.createDirectories(file.resolveSibling(""));
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
