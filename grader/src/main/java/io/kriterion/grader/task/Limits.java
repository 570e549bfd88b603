package io.kriterion.grader.task;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What a step may use at most. The sandbox is made once per task: its memory, processes and disk
 * are the task's, and a step may lower memory and processes but not disk.
 *
 * @param cpuTime CPU time of all the step's processes together, user and system
 * @param wallTime time from the start of the step to its end
 * @param memory memory of all processes together, without swap; files written in the sandbox may
 *     count too
 * @param processes processes and threads at the same time, 1 or more
 * @param output bytes written to stdout and stderr together
 * @param disk bytes that files in the sandbox may hold together
 * @param cpus how much of the machine's processors the sandbox may use at once; empty: all that
 *     others leave
 */
public record Limits(
    Duration cpuTime,
    Duration wallTime,
    ByteSize memory,
    int processes,
    ByteSize output,
    ByteSize disk,
    Optional<Cpus> cpus) {
  /** What holds where neither the task nor the step says anything. */
  public static final Limits DEFAULTS =
      new Limits(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          ByteSize.ofMebibytes(256),
          32,
          ByteSize.ofMebibytes(1),
          ByteSize.ofMebibytes(64));

  /**
   * The smallest limits that a task may ask for: below them no program starts, and the node would
   * seem to be at fault.
   */
  public static final Limits MINIMUM =
      new Limits(
          Duration.ofMillis(10),
          Duration.ofMillis(10),
          ByteSize.ofMebibytes(8),
          1,
          new ByteSize(1),
          ByteSize.ofKibibytes(64));

  /** The largest limits that a task may ask for. */
  public static final Limits MAXIMUM =
      new Limits(
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          ByteSize.ofGibibytes(8),
          1024,
          ByteSize.ofMebibytes(64),
          ByteSize.ofGibibytes(4));

  /** The default wall time of a step is its CPU time times this. */
  static final int WALL_PER_CPU = 3;

  /**
   * Checks that every limit is positive.
   *
   * @throws IllegalArgumentException if one is zero or negative
   */
  public Limits {
    requirePositive(cpuTime, "cpuTime");
    requirePositive(wallTime, "wallTime");
    requirePositive(memory, "memory");
    requirePositive(output, "output");
    requirePositive(disk, "disk");
    if (processes < 1) {
      throw new IllegalArgumentException("processes: " + processes + " (expected: 1 or more)");
    }
  }

  /** Limits without one of the processors' share. */
  public Limits(
      Duration cpuTime,
      Duration wallTime,
      ByteSize memory,
      int processes,
      ByteSize output,
      ByteSize disk) {
    this(cpuTime, wallTime, memory, processes, output, disk, Optional.empty());
  }

  private static void requirePositive(Duration value, String name) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
    }
  }

  private static void requirePositive(ByteSize value, String name) {
    if (Objects.requireNonNull(value, name).bytes() == 0) {
      throw new IllegalArgumentException(name + ": 0 (expected: more than 0)");
    }
  }
}
