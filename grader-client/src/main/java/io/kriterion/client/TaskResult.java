package io.kriterion.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of a task that was graded.
 *
 * @param verdict of the whole
 * @param points earned
 * @param maxPoints what could be earned
 * @param steps one for each step, in the task's order
 * @param groups one for each group, in the task's order
 * @param stages the five stages of the sandbox's life
 * @param delays the five delays of the task
 * @param sandboxPeakMemory the most memory of all in the sandbox, in bytes; empty where the kernel
 *     does not tell
 * @param handler the runtime handler
 * @param node the node's name
 */
public record TaskResult(
    Verdict verdict,
    int points,
    int maxPoints,
    List<StepResult> steps,
    List<GroupResult> groups,
    Stages stages,
    Delays delays,
    OptionalLong sandboxPeakMemory,
    String handler,
    String node) {
  /** Copies the lists. */
  public TaskResult {
    steps = List.copyOf(steps);
    groups = List.copyOf(groups);
  }

  /**
   * What became of a group.
   *
   * @param group its name
   * @param verdict of its steps together; empty: not all of them ran, and none failed
   * @param points earned
   * @param maxPoints what could be earned
   * @param steps the names of its steps
   */
  public record GroupResult(
      String group, Optional<Verdict> verdict, int points, int maxPoints, List<String> steps) {
    /** Copies the list. */
    public GroupResult {
      steps = List.copyOf(steps);
    }
  }

  /**
   * How long the stages of the sandbox's life took; one that was not reached is zero.
   *
   * @param create making it
   * @param launch starting it, until it takes orders
   * @param execute files and steps
   * @param stop ending everything that runs
   * @param clean removing what was made
   */
  public record Stages(
      Duration create, Duration launch, Duration execute, Duration stop, Duration clean) {}

  /**
   * The delays of the task, one after the other.
   *
   * @param sending from the submitter to the queue, by both clocks; empty where the submitter did
   *     not say when it sent the task
   * @param waiting in the queue
   * @param booting until its sandbox took orders
   * @param grading files and steps
   * @param response from the last step's end until the result was in the queue
   */
  public record Delays(
      Optional<Duration> sending,
      Duration waiting,
      Duration booting,
      Duration grading,
      Duration response) {}
}
