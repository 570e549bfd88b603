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
 * @param owner the name under which sandboxes are made, for a node that looks after what an earlier
 *     process of its has left; empty: that of the runtime, which commands share
 */
public record RuntimeChoice(
    Optional<Path> endpoint,
    boolean networkAllowed,
    Path catalogue,
    NodeConfig config,
    Optional<String> owner) {

  /** A choice with the default configuration. */
  public RuntimeChoice(Optional<Path> endpoint, boolean networkAllowed, Path catalogue) {
    this(endpoint, networkAllowed, catalogue, NodeConfig.DEFAULTS, Optional.empty());
  }

  /** The same for a node. */
  public RuntimeChoice ownedBy(String node) {
    return new RuntimeChoice(endpoint, networkAllowed, catalogue, config, Optional.of(node));
  }
}
