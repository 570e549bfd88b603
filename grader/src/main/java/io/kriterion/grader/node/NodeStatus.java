package io.kriterion.grader.node;

import io.kriterion.grader.queue.Lease;
import io.kriterion.grader.task.ByteSize;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node at a moment.
 *
 * @param name its name
 * @param phase what it does
 * @param slots how many tasks it grades at a time at most
 * @param slotsUsed how many it grades now
 * @param memory the memory that its sandboxes may take together
 * @param memoryUsed what those that it has admitted may take
 * @param started when it started
 * @param handlers the runtime's handlers
 * @param running the tasks that it grades now
 */
public record NodeStatus(
    String name,
    Phase phase,
    int slots,
    int slotsUsed,
    ByteSize memory,
    ByteSize memoryUsed,
    Instant started,
    List<Handler> handlers,
    List<Running> running) {
  /** Copies the lists. */
  public NodeStatus {
    handlers = List.copyOf(handlers);
    running = List.copyOf(running);
  }

  /** What a node does. */
  public enum Phase {
    /** Looks at what an earlier life left; takes no tasks yet. */
    RECOVERING,
    /** Takes tasks. */
    READY,
    /** Takes no tasks, because it was told so; what runs goes on. */
    PAUSED,
    /** Takes no tasks, because it was told so, and is waited for; something still runs. */
    DRAINING,
    /** As DRAINING, and nothing runs any more. */
    DRAINED,
    /** Ends. */
    STOPPING,
    /** Its runtime does not answer; it takes no tasks until it does. */
    RUNTIME_DOWN
  }

  /**
   * A runtime handler.
   *
   * @param name its name
   * @param problem why no task gets it now; empty when it is well
   */
  public record Handler(String name, Optional<String> problem) {}

  /**
   * A task that is graded.
   *
   * @param lease the task and the attempt
   * @param since when this node got it
   */
  public record Running(Lease lease, Instant since) {}
}
