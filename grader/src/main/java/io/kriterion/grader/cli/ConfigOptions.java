package io.kriterion.grader.cli;

import io.kriterion.grader.config.ConfigReader;
import io.kriterion.grader.config.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option by which a command is told its configuration. */
final class ConfigOptions {

  /** The configuration of this machine, where nobody names another. */
  private static final Path SYSTEM = Path.of("/etc/kriterion/kriterion.yaml");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:KRITERION_CONFIG}",
      description =
          "The node's configuration. Default: /etc/kriterion/kriterion.yaml if it is there, else what"
              + " is built in.")
  private @Nullable String file;

  /** The file that holds, if one does. */
  Optional<Path> file() {
    return Optional.ofNullable(file)
        .filter(name -> !name.isEmpty())
        .map(Path::of)
        .or(() -> Optional.of(SYSTEM).filter(Files::exists));
  }

  /**
   * What holds.
   *
   * @throws io.kriterion.grader.config.ConfigFormatException if the file cannot be read
   */
  NodeConfig read() {
    return file().map(ConfigReader::read).orElse(NodeConfig.DEFAULTS);
  }
}
