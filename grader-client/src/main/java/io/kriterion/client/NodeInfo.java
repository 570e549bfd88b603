package io.kriterion.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node at a moment.
 *
 * @param name its name
 * @param state what it does
 * @param slots how many tasks it grades at a time at most
 * @param slotsUsed how many it grades now
 * @param memory the memory that its sandboxes may take together, in bytes
 * @param memoryUsed what those that it has admitted may take, in bytes
 * @param started when it started, if it said
 * @param version its program's
 * @param handlers its runtime's handlers
 * @param running the tasks that it grades now
 */
public record NodeInfo(
    String name,
    State state,
    int slots,
    int slotsUsed,
    long memory,
    long memoryUsed,
    Optional<Instant> started,
    String version,
    List<Handler> handlers,
    List<Running> running) {
  /** Copies the lists. */
  public NodeInfo {
    handlers = List.copyOf(handlers);
    running = List.copyOf(running);
  }

  /** What a node does. */
  public enum State {
    /** Looks at what an earlier life left; takes no tasks yet. */
    RECOVERING,
    /** Takes tasks. */
    READY,
    /** Takes no tasks; what runs goes on. */
    PAUSED,
    /** Takes no tasks, and something still runs. */
    DRAINING,
    /** Takes no tasks, and nothing runs. */
    DRAINED,
    /** Ends. */
    STOPPING,
    /** Its runtime does not answer; takes no tasks until it does. */
    RUNTIME_DOWN,
    /** One that this client does not know: the node is newer. */
    UNKNOWN
  }

  /**
   * A runtime handler.
   *
   * @param name its name
   * @param problem why it is not well; empty when it is
   */
  public record Handler(String name, Optional<String> problem) {}

  /**
   * A task that is graded.
   *
   * @param task the node's name for it
   * @param attempt the number of the attempt
   * @param since when it began, if the node said
   */
  public record Running(String task, int attempt, Optional<Instant> since) {}
}
