package io.kriterion.grader.node;

import io.kriterion.grader.config.NodeConfig;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which runtime is to be used.
 *
 * @param endpoint the socket of a runtime that the user names; empty means that the node looks for
 *     one
 * @param networkAllowed whether submissions may have the runtime's pod network
 * @param catalogue the directory of the environments' images
 * @param config what the node is configured to do
 */
public record RuntimeChoice(
    Optional<Path> endpoint, boolean networkAllowed, Path catalogue, NodeConfig config) {

  /** A choice with the default configuration. */
  public RuntimeChoice(Optional<Path> endpoint, boolean networkAllowed, Path catalogue) {
    this(endpoint, networkAllowed, catalogue, NodeConfig.DEFAULTS);
  }
}
