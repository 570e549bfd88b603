package io.kriterion.grader.config;

import io.kriterion.grader.task.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a serving node is.
 *
 * @param name its name; empty: the machine's
 * @param state the directory that holds what outlives the process
 * @param slots how many tasks it grades at a time; empty: one for each processor
 * @param memory what its sandboxes may take together; empty: three quarters of the machine's
 * @param stopPatience how long tasks may go on after the node was told to end
 */
public record NodeSettings(
    Optional<String> name,
    Path state,
    OptionalInt slots,
    Optional<ByteSize> memory,
    Duration stopPatience) {

  /** What is built in. */
  public static final NodeSettings DEFAULT =
      new NodeSettings(
          Optional.empty(),
          Path.of("/var/lib/kriterion/node"),
          OptionalInt.empty(),
          Optional.empty(),
          Duration.ofSeconds(60));
}
