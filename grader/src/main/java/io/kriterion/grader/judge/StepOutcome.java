package io.kriterion.grader.judge;

import io.kriterion.grader.task.ByteSize;
import io.kriterion.grader.task.Bytes;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything observed of one step.
 *
 * @param exit how its main process ended
 * @param cause what made it end
 * @param outOfMemory whether the kernel killed a process of the sandbox for its memory during the
 *     step
 * @param outputTruncated whether it wrote more than its output limit
 * @param usage what it used
 * @param stdout what it wrote to standard output, up to the output limit
 * @param interaction what was observed of its interactor, if it has one
 */
public record StepOutcome(
    Exit exit,
    EndCause cause,
    boolean outOfMemory,
    boolean outputTruncated,
    Usage usage,
    Bytes stdout,
    Optional<Interaction> interaction) {
  /** The outcome of a step without an interactor. */
  public StepOutcome(
      Exit exit,
      EndCause cause,
      boolean outOfMemory,
      boolean outputTruncated,
      Usage usage,
      Bytes stdout) {
    this(exit, cause, outOfMemory, outputTruncated, usage, stdout, Optional.empty());
  }

  /** The same of a step that talked to an interactor, with what made it end in that light. */
  public StepOutcome with(EndCause known, Interaction interaction) {
    return new StepOutcome(
        exit, known, outOfMemory, outputTruncated, usage, stdout, Optional.of(interaction));
  }

  /**
   * What a step used.
   *
   * @param cpuTime user and system CPU time of all its processes
   * @param wallTime from start to end
   * @param peakMemory the most memory at a time, 0 where it could not be measured
   */
  public record Usage(Duration cpuTime, Duration wallTime, ByteSize peakMemory) {
    /** Nothing used. */
    public static final Usage NONE = new Usage(Duration.ZERO, Duration.ZERO, new ByteSize(0));
  }
}
