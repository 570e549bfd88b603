package io.kriterion.cri.image;

import java.util.List;
import java.util.Map;

/**
 * What an image says of the containers made from it.
 *
 * @param env its environment, each {@code NAME=value}
 * @param user who they run as, as it is written there; empty for root
 * @param entrypoint the command
 * @param command the arguments
 * @param workingDirectory where they start, empty for the root directory
 * @param stopSignal the signal that asks them to end, empty for SIGTERM
 * @param labels the image's labels
 */
public record ImageConfig(
    List<String> env,
    String user,
    List<String> entrypoint,
    List<String> command,
    String workingDirectory,
    String stopSignal,
    Map<String, String> labels) {

  /** Copies lists and map. */
  public ImageConfig {
    env = List.copyOf(env);
    entrypoint = List.copyOf(entrypoint);
    command = List.copyOf(command);
    labels = Map.copyOf(labels);
  }
}
