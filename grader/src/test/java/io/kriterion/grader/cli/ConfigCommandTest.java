package io.kriterion.grader.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code kriterion config}, and what other commands say of a configuration. */
class ConfigCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int run(String... arguments) {
    CommandLine command = Kriterion.command();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return command.execute(arguments);
  }

  private String config(String yaml) throws IOException {
    return Files.writeString(directory.resolve("k.yaml"), yaml).toString();
  }

  @Test
  void aGoodOneIsCheckedInSilence() throws IOException {
    assertThat(run("config", "check", config("grading: { attempts: 2 }"))).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void everyProblemIsALineOfItsOwn() throws IOException {
    String file = config("runtime: {}\ngrading: { attempts: 0 }\n");
    assertThat(run("config", "check", file)).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString().lines())
        .containsExactly(
            "kriterion: " + file + ":1: runtime: unknown key (did you mean runtimes?)",
            "kriterion: " + file + ":2: grading.attempts: \"0\" (expected: a whole number, 1..10)");
    assertThat(run("config", "show", "--config", file)).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString().lines()).hasSize(4);
  }

  @Test
  void aMissingFileIsOneLine() {
    String file = directory.resolve("absent.yaml").toString();
    assertThat(run("config", "check", file)).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).isEqualTo("kriterion: " + file + ": no such file\n");
  }

  @Test
  void whatIsShownIsAConfigurationAgain() throws IOException {
    String file = config("grading: { attempts: 2, second-run: { handler: crun } }");
    assertThat(run("config", "show", "--config", file)).isZero();
    assertThat(out.toString())
        .startsWith("# " + file + "\nnode:\n  name: auto\n")
        .contains(
            "runtimes:\n  rules:\n",
            "    - use: [ runc, crun, any ]\n",
            "    runsc: { isolation: own-kernel, overhead: 64MiB }\n",
            "  back-off: 30s\n",
            "  attempts: 2\n",
            "  second-run: { on: signal, handler: [ crun ] }\n");
    String shown = config(out.toString());
    assertThat(run("config", "check", shown)).as(err.toString()).isZero();
  }

  /** A student must not be told to correct the operator's file. */
  @Test
  void forRunABadConfigurationIsTheNodesFault() throws IOException {
    Path task =
        Files.writeString(
            directory.resolve("task.yaml"),
            "{ name: t, environment: base, steps: [ { name: s, run: [ 'true' ] } ] }");
    String file = config("grading: { attempts: 0 }");
    assertThat(run("run", task.toString(), "--config", file)).isEqualTo(ExitCode.NODE_FAILED);
    assertThat(err.toString().lines()).hasSize(1).first().asString().contains("k.yaml:1: grading");
  }

  /** There is no task yet, and whoever starts the node is told to correct the file. */
  @Test
  void forServeABadConfigurationIsBadUsage() throws IOException {
    String file = config("grading: { attempts: 0 }");
    assertThat(run("serve", "--config", file)).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString().lines()).singleElement().asString().contains("k.yaml:1: grading");
  }

  @ParameterizedTest
  @ValueSource(strings = {"doctor", "pool --environment base", "bench sandbox", "bench node"})
  void whereSomethingIsTriedItIsTheNodesFaultToo(String command) throws IOException {
    String file = config("grading: { attempts: 0 }");
    assertThat(run((command + " --config " + file).split(" ", -1))).isEqualTo(ExitCode.NODE_FAILED);
    assertThat(err.toString().lines()).singleElement().asString().contains("k.yaml:1: grading");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run task.yaml", "verify task.yaml", "pool --environment base"})
  void anUnknownTrustIsBadUsage(String command) {
    assertThat(run((command + " --trust lots").split(" ", -1))).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("Invalid value", "--trust", "lots");
  }
}
