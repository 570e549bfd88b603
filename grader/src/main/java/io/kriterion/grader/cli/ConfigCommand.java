package io.kriterion.grader.cli;

import io.kriterion.grader.config.ConfigFormatException;
import io.kriterion.grader.config.ConfigReader;
import io.kriterion.grader.config.ConfigText;
import io.kriterion.grader.config.NodeConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kriterion config}: the node's configuration, looked at without a runtime. */
@Command(
    name = "config",
    description = "Check or show a node's configuration.",
    subcommands = {ConfigCommand.Check.class, ConfigCommand.Show.class},
    sortOptions = false)
final class ConfigCommand {

  private ConfigCommand() {}

  /** Checks a file. */
  @Command(
      name = "check",
      description = "Say what is wrong with a configuration, a line for each problem.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:it can be used", "2:it cannot"},
      sortOptions = false)
  static final class Check implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The configuration.")
    private Path file = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      try {
        ConfigReader.read(file);
      } catch (ConfigFormatException e) {
        return Failures.badInput(e, Objects.requireNonNull(spec, "spec").commandLine());
      }
      return ExitCode.OK;
    }
  }

  /** Shows what holds. */
  @Command(
      name = "show",
      description = {
        "Show the configuration that holds, as YAML with all its values.",
        "Whether Attach works is shown only where it is configured; else the runtime tells."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:shown", "2:the configuration cannot be used"},
      sortOptions = false)
  static final class Show implements Callable<Integer> {

    @Mixin private ConfigOptions options = new ConfigOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      CommandSpec known = Objects.requireNonNull(spec, "spec");
      NodeConfig config;
      try {
        config = options.read();
      } catch (ConfigFormatException e) {
        return Failures.badInput(e, known.commandLine());
      }
      PrintWriter out = known.commandLine().getOut();
      out.println("# " + options.file().map(Path::toString).orElse("built in"));
      ConfigText.lines(config).forEach(out::println);
      out.flush();
      return ExitCode.OK;
    }
  }
}
