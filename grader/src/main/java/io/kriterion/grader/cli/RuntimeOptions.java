package io.kriterion.grader.cli;

import io.kriterion.grader.node.RuntimeChoice;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command is told its runtime. */
final class RuntimeOptions {

  @Option(
      names = {"-e", "--endpoint"},
      paramLabel = "SOCKET",
      defaultValue = "${env:KRITERION_ENDPOINT}",
      description =
          "The runtime's CRI socket, such as unix:///run/containerd/containerd.sock. Default: a private"
              + " containerd that runs, else the system's if it can serve, else one for this command alone.")
  private @Nullable String endpoint;

  @Option(
      names = "--allow-network",
      description = "Accept a runtime whose pod network is a real one; submissions get it.")
  private boolean networkAllowed;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      defaultValue = "${env:KRITERION_IMAGES:-/var/cache/kriterion/images}",
      description = "The directory of the environments' images. Default: ${DEFAULT-VALUE}.")
  private Path images = Path.of("/var/cache/kriterion/images");

  @Mixin private ConfigOptions config = new ConfigOptions();

  RuntimeChoice choice() {
    return new RuntimeChoice(
        Optional.ofNullable(endpoint)
            .filter(value -> !value.isEmpty())
            .map(value -> Path.of(value.startsWith("unix://") ? value.substring(7) : value)),
        networkAllowed,
        images,
        config.read(),
        Optional.empty());
  }
}
