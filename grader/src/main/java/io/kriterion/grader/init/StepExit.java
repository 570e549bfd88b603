package io.kriterion.grader.init;

import java.time.Duration;

/**
 * How a step ended, as kriterion-init saw it.
 *
 * @param kind what {@code value} means
 * @param value exit code, signal number, or error number
 * @param cause what ended it; the first cause counts
 * @param cpuTime user and system time of every process that was reaped
 * @param initCpuTime what kriterion-init itself used meanwhile
 * @param wallTime from the start of the program to its end
 * @param peakMemory resident bytes of the largest process at its largest
 * @param stdoutBytes bytes that the program wrote, as far as they were read
 * @param stderrBytes bytes that the program wrote, as far as they were read
 */
public record StepExit(
    Kind kind,
    int value,
    Cause cause,
    Duration cpuTime,
    Duration initCpuTime,
    Duration wallTime,
    long peakMemory,
    long stdoutBytes,
    long stderrBytes) {

  /** In which way the main process ended. */
  public enum Kind {
    /** It exited; the value is its code. */
    EXITED,
    /** A signal killed it; the value is the signal's number. */
    SIGNALLED,
    /** It could not be started; the value is the error number. */
    NOT_STARTED
  }

  /** What made the step end. */
  public enum Cause {
    /** The program. */
    ITSELF,
    /** kriterion-init, at the CPU limit. */
    CPU_LIMIT,
    /** kriterion-init, at the wall limit. */
    WALL_LIMIT,
    /** kriterion-init, at the output limit. */
    OUTPUT_LIMIT,
    /** The node, which saw the CPU limit passed in the cgroup's counter. */
    CPU_LIMIT_BY_NODE,
    /** The node, which gave the task up. */
    CANCELLED
  }
}
